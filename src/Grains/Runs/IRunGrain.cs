using Grokking.Runs;
using Orleans.Concurrency;

namespace GrokCluster.Grains.Runs;

/// <summary>News of a run from its training.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Evaluations">Losses and accuracies since the last news; repeated ones are ignored.</param>
/// <param name="Checkpoint">Whether a checkpoint of this epoch was stored and is to be measured.</param>
/// <param name="Ended">Whether training has ended.</param>
/// <param name="DivergedAt">Epoch in which the loss ceased to be a number, else null.</param>
/// <param name="Durable">Whether the news must survive the loss of this silo before training goes on.</param>
public sealed record TrainingNews(int Epoch, IReadOnlyList<Evaluation> Evaluations, bool Checkpoint, bool Ended, int? DivergedAt, bool Durable);

/// <summary>The record of one run; the key is <see cref="RunPlan.Key"/>. Durable owner of the checkpoints that wait to be measured.</summary>
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Takes up the plan, tells a sweep of all that happens from now on, and enqueues again what waits to be measured. Idempotent.</summary>
    /// <returns>Where the run stands.</returns>
    Task<RunProgress> Adopt(RunPlan plan, string sweepId);

    /// <summary>Records news from training. Idempotent by epoch.</summary>
    /// <returns>Checkpoints that wait to be measured; null when the run was stopped and need not be trained further.</returns>
    Task<int?> Record(TrainingNews news);

    /// <summary>Records a measurement. Idempotent by epoch.</summary>
    Task Measured(Measurement measurement);

    /// <summary>Gives the run up.</summary>
    Task Fail(string reason);

    /// <summary>Stops the run, unless it has ended or another sweep wants it.</summary>
    Task Cancel(string sweepId);

    /// <summary>The plan, or null before <see cref="Adopt"/>.</summary>
    [AlwaysInterleave]
    Task<RunPlan?> Plan();

    /// <summary>Checkpoints that wait to be measured.</summary>
    [AlwaysInterleave]
    Task<IReadOnlyList<int>> Outstanding();

    /// <summary>Everything recorded so far, or null before <see cref="Adopt"/>.</summary>
    [AlwaysInterleave]
    Task<RunRecord?> Read();
}
