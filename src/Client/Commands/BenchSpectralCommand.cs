using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Benchmarks;
using GrokCluster.Client.Terminal;
using Grokking.Model;
using TorchSharp;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok bench spectral</c>.</summary>
public static class BenchSpectralCommand
{
    private const int MostMatrices = 10_000_000;

    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Option<int> matrices = new("--matrices")
        {
            HelpName = "N",
            Description = "How many are drawn in all (100000 take a quarter of an hour).",
            DefaultValueFactory = _ => 2000,
        };
        Option<string> json = BenchCommand.Json();
        Command command = new(
            "spectral", "Error and time of the spectral entropy's gradient, against a float64 singular value decomposition and libraries.")
        {
            matrices,
            json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                int count = parsed.GetRequiredValue(matrices);
                if (count is < 1 or > MostMatrices)
                {
                    throw new BadInputException($"--matrices: given '{count}'; allowed is a whole number from 1 to {MostMatrices}");
                }

                TorchLibrary.Load();
                return Run(services, count, parsed.GetValue(json), cancellation);
            },
            cancellation));
        return command;
    }

    private static int Run(CommandServices services, int matrices, string? json, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        Machine machine = Machine.Here();
        services.Console.WritePlain(
            $"{machine.Processor}, {machine.Runtime}, TorchSharp {machine.TorchSharp}; one core; held to float64 decompositions");
        SpectralBenchmark benchmark = new(matrices);
        SpectralFigures[] figures = [.. SpectralBenchmark.Cases.Select(each => benchmark.Measure(each, cancellation))];

        BenchmarkTable errors = new(
            "Worst relative error of the gradient, ours and by autograd in float32, where σ_min > 10⁻⁶ σ_max and elsewhere",
            "",
            "matrices",
            "ours",
            "autograd",
            "elsewhere",
            "ours",
            "autograd",
            "worse than allowed");
        BenchmarkTable times = new(
            "Microseconds a matrix", "", "ours", "eigh in float64", "autograd in float32", "eigh / ours", "autograd / ours");
        foreach (SpectralFigures each in figures)
        {
            errors.Add(
                each.Case,
                Count(each.Matrices - each.Unresolved),
                Error(each.Worst),
                Error(each.WorstByAutograd),
                Count(each.Unresolved),
                Error(each.WorstUnresolved),
                Error(each.WorstUnresolvedByAutograd),
                Count(each.WorseThanAllowed));
            times.Add(
                each.Case,
                each.Ours.Text("F0"),
                each.ByEigensolver.Text("F0"),
                each.ByAutograd.Text("F0"),
                Ratio(each.ByEigensolver, each.Ours),
                Ratio(each.ByAutograd, each.Ours));
        }

        errors.Print(services.Console);
        times.Print(services.Console);
        string worse = Count(figures.Sum(each => each.WorseThanAllowed));
        string drawn = Count(figures.Sum(each => each.Matrices));
        services.Console.WritePlain($"\n{drawn} matrices, {worse} of them worse than allowed: than 10⁻⁴, and elsewhere than autograd");
        if (json is not null)
        {
            BenchmarkFile.Write(json, "spectral", machine, figures);
            services.Console.WritePlain(json);
        }

        return ExitCodes.Ok;
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Error(double error) => error.ToString("0.0e0", CultureInfo.InvariantCulture);

    private static string Ratio(Spread one, Spread other) => (one.Median / other.Median).ToString("F2", CultureInfo.InvariantCulture);
}
