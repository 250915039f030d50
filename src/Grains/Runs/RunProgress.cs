using GrokCluster.Grains.Queues;
using Orleans.Concurrency;

namespace GrokCluster.Grains.Runs;

/// <summary>The latest of one run as one sweep wants it, for a live view.</summary>
/// <param name="RunId">See <see cref="Grokking.Runs.RunId"/>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Epoch">Epochs trained so far, at most <paramref name="Epochs"/>.</param>
/// <param name="Epochs">Epochs to train.</param>
/// <param name="TrainAccuracy">Latest, in [0, 1]; NaN before the first evaluation.</param>
/// <param name="TestAccuracy">Latest, in [0, 1]; NaN before the first evaluation.</param>
/// <param name="MeasuredEpoch">Epoch of the latest complexity; 0 before the first.</param>
/// <param name="Complexity">Latest complexity in bytes at the headline ε; 0 before the first.</param>
/// <param name="Measured">Checkpoints measured.</param>
/// <param name="ToMeasure">Checkpoints of the whole run.</param>
/// <param name="Outstanding">Checkpoints stored and not yet measured.</param>
/// <param name="Complexities">Latest complexity in bytes for each ε of the sweep, in their order; empty before the first.</param>
[GenerateSerializer]
[Immutable]
public sealed record RunProgress(
    string RunId,
    RunState State,
    int Epoch,
    int Epochs,
    double TrainAccuracy,
    double TestAccuracy,
    int MeasuredEpoch,
    long Complexity,
    int Measured,
    int ToMeasure,
    int Outstanding,
    IReadOnlyList<long> Complexities)
{
    /// <summary>Whether nothing more will happen.</summary>
    public bool HasEnded => State is RunState.Completed or RunState.Diverged or RunState.Failed or RunState.Cancelled;
}

/// <summary>What a run answers to a sweep that wants it.</summary>
/// <param name="Progress">Where it stands.</param>
/// <param name="Training">The training that it needs, to be enqueued by who asked, together with that of others; null where it needs none.</param>
[GenerateSerializer]
[Immutable]
public sealed record Adopted(RunProgress Progress, WorkItem? Training);

/// <summary>Hears of runs: a page of a sweep, by its key.</summary>
public interface IRunObserver : IGrainWithStringKey
{
    /// <summary>News of a run. It may be lost with a silo.</summary>
    [OneWay]
    Task Observe(RunProgress progress);
}
