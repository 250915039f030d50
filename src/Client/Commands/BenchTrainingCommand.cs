using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Benchmarks;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Devices;
using Grokking.Model;
using TorchSharp;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok bench training</c>.</summary>
public static class BenchTrainingCommand
{
    private const int MostRounds = 1000;
    private const int MostUpdates = 10_000_000;

    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Option<int> rounds = new("--rounds") { HelpName = "N", Description = "How often each form is measured, in turns.", DefaultValueFactory = _ => 9 };
        Option<int> memory = new("--memory") { HelpName = "UPDATES", Description = "Follow memory through so many updates instead (20000 take some minutes)." };
        Option<string> device = new("--device") { HelpName = "cpu|cuda", Description = "Where to train. On a GPU, and on a CPU with --together, cohorts of several sizes are measured.", DefaultValueFactory = _ => DeviceClass.Cpu };
        Option<bool> together = new("--together") { Description = "On the CPU, go through all members of a cohort together as on a GPU: to try that code." };
        Option<string> ensemble = new("--ensemble") { HelpName = "S,…", Description = "Sizes of the cohorts. [default: 1,4,16,64,256 on a GPU, 1,4 on a CPU]" };
        Option<int> trajectory = new("--trajectory") { HelpName = "EPOCHS", Description = "Also train one run so long there and on a core, and compare the losses." };
        Option<string> json = BenchCommand.Json();
        Command command = new("training", "Time of a member-update: ours against the plain form on one core and on all, or of cohorts on a GPU.") { rounds, memory, device, together, ensemble, trajectory, json };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                int updates = Within("--memory", parsed.GetValue(memory), parsed.GetResult(memory) is null ? 0 : 1, MostUpdates);
                int times = Within("--rounds", parsed.GetRequiredValue(rounds), 1, MostRounds);
                TorchLibrary.Load();
                if (EnsembleOptions.Of(parsed.GetRequiredValue(device), parsed.GetValue(together), parsed.GetValue(ensemble), parsed.GetValue(trajectory)) is { } wide)
                {
                    return EnsembleReport.Print(services, wide, times, parsed.GetValue(json), cancellationToken);
                }

                return updates > 0 ? Memory(services, updates, parsed.GetValue(json), cancellationToken) : Speed(services, times, parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static int Speed(CommandServices services, int rounds, string? json, CancellationToken cancellation)
    {
        Machine machine = Machine.Here();
        services.Console.WritePlain($"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, TorchSharp {machine.TorchSharp}; {rounds} rounds, medians with quartiles");
        torch.set_num_threads(1);
        MachineRates rates = MachineRates.Measure();
        TrainingBenchmark benchmark = new(rounds, machine.Cores);
        BenchmarkTable one = new("Milliseconds a member-update, one core", "", "plain", "S = 1", "S = 2", "S = 4", "plain / ours");
        BenchmarkTable all = new($"Milliseconds a member-update of the whole machine, {machine.Cores} cores", "", "plain, all threads", "ours, a worker a core", "plain / ours");
        BenchmarkTable phases = new("Where ours goes, milliseconds a member-update (S = 1)", "", "noise", "forward", "backward", "spectral", "optimiser", "shuffle", "sum", "arithmetic alone");
        List<TrainingFigures> figures = [];
        foreach (TrainingCase each in TrainingBenchmark.Cases)
        {
            TrainingFigures found = benchmark.Measure(each, rates, cancellation);
            figures.Add(found);
            one.Add(found.Case, found.Plain.Text(), found.Ours[1].Text(), found.Ours[2].Text(), found.Ours[4].Text(), found.Ratio.Text("F2"));
            all.Add(found.Case, found.PlainAllCores.Text(), found.OursAllCores.Text(), found.RatioAllCores.Text("F2"));
            string[] parts = [.. new[] { "noise", "forward", "backward", "spectral", "optimiser", "shuffle" }.Select(phase => Number(found.Phases.GetValueOrDefault(phase)))];
            phases.Add([found.Case, .. parts, Number(found.Phases.Values.Sum()), Number(found.Floor)]);
        }

        one.Print(services.Console);
        all.Print(services.Console);
        phases.Print(services.Console);
        services.Console.WritePlain(string.Create(CultureInfo.InvariantCulture, $"\nOne core: {rates.ProductsPerSecond / 1e9:F0} GFLOP/s in float32 products ({rates.LibraryProductsPerSecond / 1e9:F0} by libtorch's plain product), {rates.DoubleOperationsPerSecond / 1e9:F0} GFLOP/s in float64 registers, {rates.BytesPerSecond / 1e9:F0} GB/s"));
        return Write(services, json, "training", machine, new { Rates = rates, Cases = figures });
    }

    private static int Memory(CommandServices services, int updates, string? json, CancellationToken cancellation)
    {
        TrainingMemoryFigures figures = TrainingMemory.Measure(updates, cancellation);
        BenchmarkTable table = new("Memory of a training of add, ours, S = 1, MB", "update", "resident", "managed");
        foreach (MemorySample each in figures.Samples)
        {
            table.Add(each.Update.ToString(CultureInfo.InvariantCulture), Number(each.ResidentBytes / 1e6), Number(each.ManagedBytes / 1e6));
        }

        table.Print(services.Console);
        services.Console.WritePlain(string.Create(CultureInfo.InvariantCulture, $"\nEach further member adds {figures.BytesPerMember / 1e6:F1} MB"));
        return Write(services, json, "training-memory", Machine.Here(), figures);
    }

    private static int Write(CommandServices services, string? json, string name, Machine machine, object figures)
    {
        if (json is not null)
        {
            BenchmarkFile.Write(json, name, machine, figures);
            services.Console.WritePlain(json);
        }

        return ExitCodes.Ok;
    }

    private static int Within(string option, int given, int least, int most) => given >= least && given <= most
        ? given
        : throw new BadInputException($"{option}: given '{given}'; allowed is a whole number from {Math.Max(1, least)} to {most}");

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
