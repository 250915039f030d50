using Orleans.Concurrency;

namespace GrokCluster.Grains.Runs;

/// <summary>The latest of one run, for a live view.</summary>
/// <param name="RunKey">The key of its record.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Epoch">Epochs trained so far.</param>
/// <param name="Epochs">Epochs to train.</param>
/// <param name="TrainAccuracy">Latest, in [0, 1]; NaN before the first evaluation.</param>
/// <param name="TestAccuracy">Latest, in [0, 1]; NaN before the first evaluation.</param>
/// <param name="MeasuredEpoch">Epoch of the latest complexity; 0 before the first.</param>
/// <param name="Complexity">Latest complexity in bytes at the headline ε; 0 before the first.</param>
/// <param name="Measured">Checkpoints measured.</param>
/// <param name="ToMeasure">Checkpoints of the whole run.</param>
public sealed record RunProgress(
    string RunKey,
    RunState State,
    int Epoch,
    int Epochs,
    double TrainAccuracy,
    double TestAccuracy,
    int MeasuredEpoch,
    long Complexity,
    int Measured,
    int ToMeasure);

/// <summary>Hears of runs: a sweep, by its id.</summary>
public interface IRunObserver : IGrainWithStringKey
{
    /// <summary>News of a run. It may be lost with a silo.</summary>
    [OneWay]
    Task Observe(RunProgress progress);
}
