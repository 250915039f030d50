using GrokCluster.Grains.Queues;
using Grokking.Runs;
using Orleans.Concurrency;

namespace GrokCluster.Grains.Runs;

/// <summary>
/// One run, whoever wants it; the key is <see cref="RunId"/>. The durable owner of its training, its checkpoints and its measurements: whatever sweep asks, what exists is not computed again.
/// It computes nothing; slots do, under leases of the queues.
/// </summary>
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Takes up a sweep's wish, tells its observer of all that happens from now on, and enqueues again what waits to be measured. Idempotent.</summary>
    /// <returns>Where the run stands, and the training that it needs, which the caller enqueues.</returns>
    Task<Adopted> Adopt(RunPlan plan, Demand demand);

    /// <summary>Makes a lease the only one whose reports of training count.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="worker">Who holds it.</param>
    /// <param name="device">Its class of device.</param>
    /// <returns>What to bring, or null when nothing is missing.</returns>
    Task<TrainingPlan?> BeginTraining(Guid lease, string worker, string device);

    /// <summary>Records news from training. Idempotent by epoch.</summary>
    /// <returns>Checkpoints that wait to be measured; null when the lease no longer counts or nobody wants the run any more, and the worker must stop.</returns>
    Task<int?> Report(Guid lease, TrainingNews news);

    /// <summary>Checkpoints that wait to be measured; null when nobody wants the run any more. Asked by a worker that waits for them; now and then they are offered to the queue again, which may have lost them.</summary>
    [AlwaysInterleave]
    Task<int?> Outstanding();

    /// <summary>What there is to measure under a name of <see cref="CheckpointPart"/>, or null when it is done or no longer wanted.</summary>
    Task<MeasuringPlan?> BeginMeasuring(string part);

    /// <summary>Records a measurement by the published procedure. Idempotent.</summary>
    Task Measured(string part, Measurement measurement);

    /// <summary>Records what other coders made of a checkpoint. Idempotent.</summary>
    Task Coded(string part, IReadOnlyList<CodedNews> news);

    /// <summary>A checkpoint that was stored is missing or damaged: its training is done again. Too often, and the run is given up.</summary>
    Task CheckpointLost(int epoch, string worker, string reason);

    /// <summary>Notes a failed attempt. After as many in a row as its sweeps allow the run is given up.</summary>
    /// <returns>Whether to try again.</returns>
    Task<bool> Fail(WorkName work, string worker, string reason);

    /// <summary>A sweep no longer wants the run. It stops unless another one does.</summary>
    Task Cancel(string observer);

    /// <summary>The results that a plan asks for, as far as they are there; null where nobody ever wanted the run.</summary>
    [AlwaysInterleave]
    Task<RunRecord?> Read(RunPlan plan);

    /// <summary>Where the run stands for a plan, without wanting it.</summary>
    [AlwaysInterleave]
    Task<RunProgress> Look(RunPlan plan);

    /// <summary>What happened to the run; null where nobody ever wanted it.</summary>
    [AlwaysInterleave]
    Task<RunStory?> Story();
}
