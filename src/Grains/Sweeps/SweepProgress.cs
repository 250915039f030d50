using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Where a sweep stands.</summary>
public enum SweepState
{
    /// <summary>Has work to do.</summary>
    Running,

    /// <summary>Every run has ended.</summary>
    Completed,

    /// <summary>Stopped by the user.</summary>
    Cancelled,
}

/// <summary>The latest of one run, for a live view.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Label">Task, method, grid point and seed, for people.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Epoch">Epochs trained so far.</param>
/// <param name="Epochs">Epochs to train.</param>
/// <param name="TrainAccuracy">Latest, in [0, 1]; NaN before the first evaluation.</param>
/// <param name="TestAccuracy">Latest, in [0, 1]; NaN before the first evaluation.</param>
/// <param name="MeasuredEpoch">Epoch of the latest complexity; 0 before the first.</param>
/// <param name="Complexity">Latest complexity in bytes at <see cref="SweepProgress.Epsilon"/>; 0 before the first.</param>
/// <param name="Measured">Checkpoints measured.</param>
/// <param name="ToMeasure">Checkpoints of the whole run.</param>
public sealed record RunProgress(
    string RunId,
    string Label,
    RunState State,
    int Epoch,
    int Epochs,
    double TrainAccuracy,
    double TestAccuracy,
    int MeasuredEpoch,
    long Complexity,
    int Measured,
    int ToMeasure);

/// <summary>A sweep at one moment, as the live view shows it.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Epsilon">The ε of the complexities shown: 1 where the sweep has it, else its first.</param>
/// <param name="Runs">The latest of each run, in the sweep's order.</param>
/// <param name="Remaining">Estimated time left; null while too little is known.</param>
public sealed record SweepProgress(string SweepId, SweepState State, double Epsilon, IReadOnlyList<RunProgress> Runs, TimeSpan? Remaining);
