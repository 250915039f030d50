using GrokCluster.Grains.Checkpoints;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Telemetry;
using Grokking.Checkpoints;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Compression;

/// <summary>Measures one checkpoint on a slot.</summary>
public sealed class CompressionJob(IGrainFactory grains, ICheckpointStore store, Instruments instruments, TimeProvider clock) : IJob
{
    /// <inheritdoc/>
    public WorkKind Kind => WorkKind.Compression;

    /// <inheritdoc/>
    public async Task Run(Lease lease, ISlot slot, CancellationToken stop)
    {
        ICompressionGrain owner = Owner(lease);
        if (await owner.Begin() is not { } plan)
        {
            return;
        }

        int epoch = CheckpointName.Parse(lease.Item.Key).Epoch;
        string key = CheckpointKeys.Checkpoint(RunId.Of(plan.Run), epoch);
        byte[] file = await store.Read(key, stop) ?? throw new InvalidDataException($"Checkpoint {key} is missing from the store.");
        long start = clock.GetTimestamp();
        Measurement measurement = await slot.Thread.Run(() => Measure(plan, epoch, file, stop));
        instruments.CoarseGrained(plan.Run.Task.Name(), plan.Run.Method.Name(), clock.GetElapsedTime(start).TotalSeconds);
        await owner.Complete(measurement);
    }

    /// <inheritdoc/>
    public Task<bool> Fail(Lease lease, string reason) => Owner(lease).Fail(reason);

    private static Measurement Measure(RunPlan plan, int epoch, byte[] file, CancellationToken stop)
    {
        Weights weights = CheckpointFile.Read(file, Networks.Create(plan.Run.Architecture, plan.Run.Modulus).Layout, RunId.Canonical(plan.Run), epoch);
        using RunScorer scorer = new(plan.Run);
        return new CheckpointMeasurer(new Bzip2Coder()).Measure(weights, epoch, scorer, plan.Measure, plan.Run.Seed, stop);
    }

    private ICompressionGrain Owner(Lease lease) => grains.GetGrain<ICompressionGrain>(lease.Item.Key);
}
