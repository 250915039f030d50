using GrokCluster.Grains.Checkpoints;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Telemetry;
using Grokking.Checkpoints;
using Grokking.Coders;
using Grokking.Compression;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Compression;

/// <summary>Measures one checkpoint on a slot, by the published procedure or by another coder. A checkpoint that is missing or damaged is reported to its run, which has it trained again.</summary>
public sealed class CompressionJob(IGrainFactory grains, ICheckpointStore store, Patience patience, Instruments instruments, TimeProvider clock) : IJob
{
    /// <inheritdoc/>
    public WorkKind Kind => WorkKind.Compression;

    /// <inheritdoc/>
    public async Task Run(Lease lease, ISlot slot, CancellationToken stop)
    {
        WorkName name = lease.Items[0].Name;
        IRunGrain owner = Owner(lease);
        if (await patience.Call(() => owner.BeginMeasuring(name.Part), stop) is not { } plan)
        {
            return;
        }

        Weights weights;
        try
        {
            weights = await Read(plan, stop);
        }
        catch (InvalidDataException fault)
        {
            await patience.Call(() => owner.CheckpointLost(plan.Epoch, slot.Name, fault.Message), stop);
            return;
        }

        long start = clock.GetTimestamp();
        if (plan.IsPublished)
        {
            MeasuredNetworks measured = await slot.Thread.Run(() => Measure(plan, weights, slot.ScoringDevice, stop));
            Note(plan, slot, measured.Evaluations, start);
            await patience.Call(() => owner.Measured(name.Part, measured.Measurement), stop);
        }
        else
        {
            IReadOnlyList<CodedMeasurement> coded = await slot.Thread.Run(() => CoderMeasurer.Measure([.. plan.Coders.Select(each => each.Coder)], plan.Run, plan.Epoch, weights, plan.Measure.Epsilons, stop));
            Note(plan, slot, evaluations: 0, start);
            await patience.Call(() => owner.Coded(name.Part, [.. plan.Coders.Zip(coded, (each, measurement) => new CodedNews(each.Effort, measurement))]), stop);
        }
    }

    /// <inheritdoc/>
    public Task<bool> Fail(Lease lease, ISlot slot, string reason) => Owner(lease).Fail(lease.Items[0].Name, slot.Name, reason);

    private async Task<Weights> Read(MeasuringPlan plan, CancellationToken stop)
    {
        string key = CheckpointKeys.Checkpoint(RunId.Of(plan.Run), plan.Epoch);
        byte[] file = await store.Read(key, stop) ?? throw new InvalidDataException($"Checkpoint {key} is missing from the store.");
        return CheckpointFile.Read(file, Networks.Create(plan.Run.Architecture, plan.Run.Modulus).Layout, RunId.Canonical(plan.Run), plan.Epoch);
    }

    private static MeasuredNetworks Measure(MeasuringPlan plan, Weights weights, ComputeDevice? scoring, CancellationToken stop)
    {
        if (scoring is not null)
        {
            using AsideScorer aside = new(new RunScorer(plan.Run, scoring.Torch));
            return Measure(plan, weights, aside, stop);
        }

        using RunScorer scorer = new(plan.Run);
        return Measure(plan, weights, scorer, stop);
    }

    private static MeasuredNetworks Measure(MeasuringPlan plan, Weights weights, IWeightScorer scorer, CancellationToken stop) =>
        new CheckpointMeasurer(new Bzip2Coder()).MeasureAndKeep(weights, plan.Epoch, scorer, plan.Measure, plan.Run.Seed, stop);

    private void Note(MeasuringPlan plan, ISlot slot, int evaluations, long start) => instruments.CoarseGrained(
        plan.Run.Task.Name(), plan.Run.Method.Name(), slot.DeviceClass, string.Join('+', plan.Coders.Select(each => each.Coder.Name())), evaluations, clock.GetElapsedTime(start).TotalSeconds);

    private IRunGrain Owner(Lease lease) => grains.GetGrain<IRunGrain>(lease.Items[0].Name.Run);
}
