using System.CommandLine;
using GrokCluster.Client.Benchmarks;
using GrokCluster.Client.Terminal;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok bench coarse-graining</c>.</summary>
public static class BenchCoarseGrainingCommand
{
    private const int MostRounds = 100;

    // Complexity rising, at its peak, falling and converged.
    private static readonly int[] Epochs = [23, 86, 250, 600];
    private static readonly int[] QuickEpochs = [23];
    private static readonly double[] QuickEpsilons = [1, 0.25];
    private static readonly string[] Phases = ["decompose", "estimate sizes", "quantise", "screen", "loss", "compress", "decode", "search", "test split"];

    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Option<int> rounds = new("--rounds") { HelpName = "N", Description = "How often each form measures each checkpoint, with other seeds.", DefaultValueFactory = _ => 3 };
        Option<string> checkpoints = new("--checkpoints") { HelpName = "DIR", Description = "Read the run's checkpoints there, or train once and keep them there. [default: train]" };
        Option<bool> quick = new("--quick") { Description = "One early checkpoint and two ε, to try it out: no figures to state." };
        Option<string> json = BenchCommand.Json();
        Command command = new("coarse-graining", "CPU time and sizes of a run's checkpoints, ours against Algorithm 1 for each ε, and of every coder.") { rounds, checkpoints, quick, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                int times = parsed.GetRequiredValue(rounds);
                if (times is < 1 or > MostRounds)
                {
                    throw new BadInputException($"--rounds: given '{times}'; allowed is a whole number from 1 to {MostRounds}");
                }

                TorchLibrary.Load();
                return Run(services, times, parsed.GetValue(checkpoints), parsed.GetValue(quick), parsed.GetValue(json), cancellation);
            },
            cancellation));
        return command;
    }

    private static int Run(CommandServices services, int rounds, string? directory, bool quick, string? json, CancellationToken cancellation)
    {
        int[] epochs = quick ? QuickEpochs : Epochs;
        MeasureSettings settings = quick ? new() { Epsilons = QuickEpsilons } : new();
        RunSpecification run = Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs[^1]);
        Machine machine = Machine.Here();
        services.Console.WritePlain(Line($"{machine.Processor}, {machine.Cores} cores, {machine.MemoryGiB} GiB, {machine.Runtime}, TorchSharp {machine.TorchSharp}; {rounds} rounds, medians with quartiles"));
        torch.set_num_threads(1);
        IReadOnlyList<BenchmarkCheckpoint> checkpoints = Checkpoints(directory, run, epochs, cancellation);
        CoarseGrainingBenchmark benchmark = new(run, settings, rounds);
        List<CheckpointFigures> figures = [.. checkpoints.Select(each => benchmark.Measure(each, cancellation))];
        CoderBenchmark coders = new(run, settings, rounds);
        List<CoderFigures> coded = [.. checkpoints.Select(each => coders.Measure(each, cancellation))];
        RangeCoderFigures range = CoderBenchmark.RangeCoder(Math.Max(rounds, 5));
        Spread throughput = benchmark.Throughput(checkpoints, machine.Cores, cancellation);
        double[] ratios = [.. figures.SelectMany(each => each.Sizes).Select(each => each.Ratio)];
        double mean = Math.Exp(ratios.Average(Math.Log));

        Times(figures).Print(services.Console);
        Sizes(figures).Print(services.Console);
        Breakdown(figures).Print(services.Console);
        CoderTimes(coded).Print(services.Console);
        services.Console.WritePlain(Line($"range coder, MB/s of symbols: {range.Encoding.Text()} in, {range.Decoding.Text()} out, {range.BitsPerSymbol:F2} bits a symbol"));
        services.Console.WritePlain(Line($"\nSizes, ours / plain: geometric mean {mean:F3}, worst {ratios.Max():F3}"));
        services.Console.WritePlain(Line($"{machine.Cores} cores finish {throughput.Text("F2")} times as many checkpoints as one"));
        if (json is not null)
        {
            BenchmarkFile.Write(json, "coarse-graining", machine, new { Settings = settings, Checkpoints = figures, Coders = coded, RangeCoder = range, GeometricMean = mean, Worst = ratios.Max(), Throughput = throughput });
            services.Console.WritePlain(json);
        }

        return ExitCodes.Ok;
    }

    private static IReadOnlyList<BenchmarkCheckpoint> Checkpoints(string? directory, RunSpecification run, int[] epochs, CancellationToken cancellation)
    {
        try
        {
            if (directory is not null && epochs.All(epoch => File.Exists(BenchmarkCheckpoints.PathOf(directory, epoch))))
            {
                return BenchmarkCheckpoints.Read(directory, run, epochs);
            }

            IReadOnlyList<BenchmarkCheckpoint> trained = BenchmarkCheckpoints.Train(run, epochs, cancellation);
            if (directory is not null)
            {
                BenchmarkCheckpoints.Write(directory, run, trained);
            }

            return trained;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--checkpoints: given {OneLine.Quoted(directory!)}, where checkpoints cannot be read or kept ({fault.Message.TrimEnd('.')}); allowed is a folder of your own; give another or leave it out");
        }
    }

    private static BenchmarkTable Times(IReadOnlyList<CheckpointFigures> figures)
    {
        BenchmarkTable table = new("CPU-seconds a checkpoint, all ε", "epoch", "plain", "ours", "plain / ours", "whole measurement");
        foreach (CheckpointFigures each in figures)
        {
            table.Add(Line($"{each.Epoch}"), each.Plain.Text(), each.Ours.Text("F2"), Line($"{each.Ratio:F1}"), each.Whole.Text("F2"));
        }

        return table;
    }

    private static BenchmarkTable CoderTimes(IReadOnlyList<CoderFigures> figures)
    {
        BenchmarkTable table = new("CPU-seconds a checkpoint by coder, all ε", ["epoch", .. CoderBenchmark.Coders.Select(coder => coder.Name()), "all together"]);
        foreach (CoderFigures each in figures)
        {
            table.Add([Line($"{each.Epoch}"), .. each.Alone.Select(spread => spread.Text("F2")), each.Together.Text("F2")]);
        }

        return table;
    }

    private static BenchmarkTable Sizes(IReadOnlyList<CheckpointFigures> figures)
    {
        BenchmarkTable table = new("Sizes in bytes, medians over rounds", "epoch", "ε", "plain", "ours", "ours / plain", "worst");
        foreach (CheckpointFigures each in figures)
        {
            foreach (IGrouping<double, SizePair> pairs in each.Sizes.GroupBy(pair => pair.Epsilon))
            {
                string ratio = Line($"{Math.Exp(pairs.Average(pair => Math.Log(pair.Ratio))):F3}");
                table.Add(
                    Line($"{each.Epoch}"), Line($"{pairs.Key}"), Line($"{Spread.Of(pairs.Select(pair => (double)pair.Plain)).Median:F0}"),
                    Line($"{Spread.Of(pairs.Select(pair => (double)pair.Ours)).Median:F0}"), ratio, Line($"{pairs.Max(pair => pair.Ratio):F3}"));
            }
        }

        return table;
    }

    private static BenchmarkTable Breakdown(IReadOnlyList<CheckpointFigures> figures)
    {
        BenchmarkTable table = new("Where the whole measurement goes, milliseconds a checkpoint", ["epoch", .. Phases, "sum"]);
        foreach (CheckpointFigures each in figures)
        {
            table.Add([Line($"{each.Epoch}"), .. Phases.Select(phase => Line($"{1000 * each.Phases.GetValueOrDefault(phase):F0}")), Line($"{1000 * each.Phases.Values.Sum():F0}")]);
        }

        return table;
    }

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
