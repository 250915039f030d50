using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Benchmarks;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok bench scheduling</c>: what it costs to schedule a run, by the size of its sweep.</summary>
public static class BenchSchedulingCommand
{
    private const int MostRuns = 10_000_000;
    private const int WarmUpRuns = 4_000;
    private const int WarmUps = 4;

    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Option<int[]> runs = new("--runs") { HelpName = "N", Description = "Runs of the sweep; give it several times for several sizes. [default: 1000 10000 100000]" };
        Option<int> silos = new("--silos") { HelpName = "N", Description = "Silos whose slots are simulated.", DefaultValueFactory = _ => 1000 };
        Option<int> slots = new("--slots") { HelpName = "N", Description = "Slots of each.", DefaultValueFactory = _ => 2 };
        Option<double> seconds = new("--seconds") { HelpName = "S", Description = "How long a run trains, in simulation.", DefaultValueFactory = _ => 0.1 };
        Option<string?> redis = new("--redis") { HelpName = "HOST:PORT[,password=…]", Description = "A storage in another process, so that memory is the grains' and slots' alone. [default: hosted here]" };
        Option<string> json = BenchCommand.Json();
        Command command = new("scheduling", "Time and memory of taking a run through the real grains to its durable end, with simulated devices.") { runs, silos, slots, seconds, redis, json };
        command.SetAction((parsed, cancellation) => Run(
            services,
            parsed.GetValue(runs) is { Length: > 0 } sizes ? sizes : [1_000, 10_000, 100_000],
            (parsed.GetRequiredValue(silos), parsed.GetRequiredValue(slots), parsed.GetRequiredValue(seconds)),
            parsed.GetValue(redis),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> Run(CommandServices services, int[] sizes, (int Silos, int Slots, double Seconds) cluster, string? redis, string? json, CancellationToken cancellation)
    {
        Within("--silos", cluster.Silos, 1, 100_000);
        Within("--slots", cluster.Slots, 1, 1_000);
        Array.ForEach(sizes, size => Within("--runs", size, 1, MostRuns));
        if (!(cluster.Seconds >= 0 && cluster.Seconds < 3600))
        {
            throw new BadInputException($"--seconds: given '{cluster.Seconds.ToString(CultureInfo.InvariantCulture)}'; allowed is a number from 0 to 3600");
        }

        Machine machine = Machine.Here();
        services.Console.WritePlain(string.Create(CultureInfo.InvariantCulture, $"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}; {cluster.Silos:N0} silos of {cluster.Slots} slots, {cluster.Seconds} s a training"));
        SchedulingBenchmark benchmark = new(cluster.Silos, cluster.Slots, TimeSpan.FromSeconds(cluster.Seconds), redis);
        BenchmarkTable table = new("Scheduling", "runs", "submit, ms", "in all, s", "ms a run", "CPU ms a run", "managed before, MB", "after, MB", "peak, MB", "resident, MB", "stored, MB");
        List<SchedulingFigures> figures = [];

        string directory = Directory.CreateTempSubdirectory("grok-bench-").FullName;
        try
        {
            // The first sweeps pay for compiling this program's code, twice over, as the runtime compiles what is used much once more.
            for (int i = 0; i < WarmUps; i++)
            {
                await benchmark.Measure(WarmUpRuns, directory, cancellation);
            }

            foreach (int size in sizes)
            {
                SchedulingFigures found = await benchmark.Measure(size, directory, cancellation);
                figures.Add(found);
                table.Add(
                    size.ToString("N0", CultureInfo.InvariantCulture),
                    Number(found.SubmitMilliseconds),
                    Number(found.Seconds),
                    found.MillisecondsPerRun.ToString("F3", CultureInfo.InvariantCulture),
                    found.CpuMillisecondsPerRun.ToString("F3", CultureInfo.InvariantCulture),
                    Number(found.ManagedBytesBefore / 1e6),
                    Number(found.ManagedBytesAfter / 1e6),
                    Number(found.PeakManagedBytes / 1e6),
                    Number(found.ResidentBytes / 1e6),
                    Number(found.StoredBytes / 1e6));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        table.Print(services.Console);
        if (json is not null)
        {
            BenchmarkFile.Write(json, "scheduling", machine, new { cluster.Silos, cluster.Slots, cluster.Seconds, Sizes = figures });
            services.Console.WritePlain(json);
        }

        return ExitCodes.Ok;
    }

    private static void Within(string option, int given, int least, int most)
    {
        if (given < least || given > most)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{option}: given '{given}'; allowed is a whole number from {least} to {most}"));
        }
    }

    private static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
