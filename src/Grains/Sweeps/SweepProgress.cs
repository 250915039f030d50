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

/// <summary>The latest of one run of a sweep.</summary>
/// <param name="Label">What people call it; see <see cref="RunLabel"/>.</param>
/// <param name="Latest">Its latest.</param>
public sealed record LabelledProgress(string Label, RunProgress Latest);

/// <summary>A sweep at one moment, as the live view shows it.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Epsilon">The ε of the complexities shown: 1 where the sweep has it, else its first.</param>
/// <param name="Runs">The latest of each run, in the sweep's order.</param>
/// <param name="Remaining">Estimated time left; null while too little is known.</param>
public sealed record SweepProgress(string SweepId, SweepState State, double Epsilon, IReadOnlyList<LabelledProgress> Runs, TimeSpan? Remaining);
