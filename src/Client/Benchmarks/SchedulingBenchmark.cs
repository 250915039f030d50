using System.Diagnostics;
using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Benchmarks;

/// <summary>What scheduling a sweep cost.</summary>
/// <param name="Runs">Runs of the sweep; each is trained and has one checkpoint measured.</param>
/// <param name="SubmitMilliseconds">Until the submission was durable and answered.</param>
/// <param name="Seconds">From the submission to the last run's end.</param>
/// <param name="MillisecondsPerRun">The quotient.</param>
/// <param name="CpuMillisecondsPerRun">Processor time of the whole process, storage and simulated slots included.</param>
/// <param name="ManagedBytesBefore">Managed memory with silo and idle slots, collected.</param>
/// <param name="ManagedBytesAfter">The same at the end.</param>
/// <param name="PeakManagedBytes">Largest managed memory seen at a collection on the way.</param>
/// <param name="ResidentBytes">Memory that the system has given the process, the storage's included, at the end.</param>
/// <param name="StoredBytes">Size of the data directory at the end.</param>
public sealed record SchedulingFigures(
    int Runs, double SubmitMilliseconds, double Seconds, double MillisecondsPerRun, double CpuMillisecondsPerRun, long ManagedBytesBefore, long ManagedBytesAfter, long PeakManagedBytes, long ResidentBytes,
    long StoredBytes);

/// <summary>
/// Measures what it costs to take a run from the sweep to its durable end: the grains, queue, leases, heartbeats, reports and storage are the real ones, each run's state is written durably three
/// times (wanted, trained, measured); only the computing is simulated. Each size has a silo and a data directory of its own.
/// </summary>
/// <param name="silos">Silos whose slots are simulated.</param>
/// <param name="slots">Slots of each.</param>
/// <param name="duration">How long a run trains.</param>
public sealed class SchedulingBenchmark(int silos, int slots, TimeSpan duration)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    /// <summary>Measures one size.</summary>
    /// <param name="runs">Runs of the sweep.</param>
    /// <param name="directory">An empty directory for the silo's data.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SchedulingFigures> Measure(int runs, string directory, CancellationToken cancellation)
    {
        await using EmbeddedSilo silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = directory, Slots = new Dictionary<string, int>() }, cancellationToken: cancellation);
        await using SimulatedSilos workers = await SimulatedSilos.Start(silo.Services, silos, slots, duration);
        SweepSpecification sweep = new()
        {
            Name = "scheduling",
            Tasks = [Operation.Add],
            Methods = [Method.Ours],
            Seeds = [.. Enumerable.Range(0, runs).Select(seed => (ulong)seed)],
            Epochs = 1,
            Measure = new() { Epsilons = [1] },
        };

        // The slots must have said that they are there.
        await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ISweepGrain grain = silo.Grains.GetGrain<ISweepGrain>(SweepId.Of(sweep));
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await grain.Submit(sweep, priority: null);
        TimeSpan submitted = Stopwatch.GetElapsedTime(start);

        long peak = before;
        using (Timer sampling = new(_ => peak = Math.Max(peak, GC.GetGCMemoryInfo().HeapSizeBytes), null, SampleEvery, SampleEvery))
        {
            await foreach (SweepProgress progress in grain.Watch(cancellation))
            {
                if (progress.State == SweepState.Completed && progress.Totals.Completed != runs)
                {
                    throw new InvalidOperationException($"The sweep ended with {progress.Totals}.");
                }
            }
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        return new(
            runs,
            submitted.TotalMilliseconds,
            elapsed.TotalSeconds,
            elapsed.TotalMilliseconds / runs,
            cpu.TotalMilliseconds / runs,
            before,
            GC.GetTotalMemory(forceFullCollection: true),
            peak,
            Machine.ResidentBytes(),
            new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
    }
}
