using System.Diagnostics;
using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo;
using Grokking.Runs;
using Grokking.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
/// <param name="ResidentBytes">Memory that the system has given the process at the end; that of a hosted storage is in it.</param>
/// <param name="StoredBytes">Size of the data directory at the end; 0 where the storage is elsewhere.</param>
public sealed record SchedulingFigures(
    int Runs, double SubmitMilliseconds, double Seconds, double MillisecondsPerRun, double CpuMillisecondsPerRun, long ManagedBytesBefore, long ManagedBytesAfter, long PeakManagedBytes, long ResidentBytes,
    long StoredBytes);

/// <summary>
/// Measures what it costs to take a run from the sweep to its durable end: the grains, queue, leases, heartbeats, reports and storage are the real ones, each run's state is written durably
/// twice (trained, measured); only the computing is simulated. Each size has a silo and a data directory of its own.
/// </summary>
/// <param name="silos">Silos whose slots are simulated.</param>
/// <param name="slots">Slots of each.</param>
/// <param name="duration">How long a run trains.</param>
/// <param name="redis">A storage in another process, empty or of earlier benchmarks of this one; null hosts one in this one, whose memory is then part of the figures.</param>
public sealed class SchedulingBenchmark(int silos, int slots, TimeSpan duration, string? redis)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    /// <summary>Measures one size.</summary>
    /// <param name="runs">Runs of the sweep.</param>
    /// <param name="directory">A directory for the silo's data; the same for all sizes.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SchedulingFigures> Measure(int runs, string directory, CancellationToken cancellation)
    {
        string id = $"bench-{Stopwatch.GetTimestamp()}";
        SiloOptions options = new() { DataDirectory = redis is null ? Path.Combine(directory, id) : null, Redis = redis, Checkpoints = Path.Combine(directory, "checkpoints"), ClusterId = id, Slots = new Dictionary<string, int>() };
        await using WebApplication silo = await SiloHost.StartAsync(options, configureServices: services => services.AddLogging(logging => logging.ClearProviders()), cancellationToken: cancellation);
        try
        {
            return await Measure(runs, silo, id, options.DataDirectory, cancellation);
        }
        finally
        {
            await silo.StopAsync(CancellationToken.None);
        }
    }

    private async Task<SchedulingFigures> Measure(int runs, WebApplication silo, string id, string? data, CancellationToken cancellation)
    {
        IGrainFactory grains = silo.Services.GetRequiredService<IGrainFactory>();
        await using SimulatedSilos workers = await SimulatedSilos.Start(silo.Services, silos, slots, duration);
        SweepSpecification sweep = new()
        {
            Name = id,
            Tasks = [Operation.Add],
            Methods = [Method.Ours],
            Seeds = [.. Enumerable.Range(0, runs).Select(seed => (ulong)seed)],
            Epochs = 1,
            Measure = new() { Epsilons = [1] },

            // A storage of several benchmarks knows none of these runs.
            Fixed = new Dictionary<string, double> { ["norm_cutoff"] = Stopwatch.GetTimestamp() },
        };

        // The slots must have said that they are there.
        await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ISweepGrain grain = grains.GetGrain<ISweepGrain>(SweepId.Of(sweep));
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
            data is null ? 0 : new DirectoryInfo(data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
    }
}
