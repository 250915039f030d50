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
/// <param name="Position">Its place in the sweep's order.</param>
/// <param name="Label">What people call it; see <see cref="RunLabel"/>.</param>
/// <param name="Latest">Its latest.</param>
[GenerateSerializer]
[Immutable]
public sealed record LabelledProgress(int Position, string Label, RunProgress Latest);

/// <summary>A sweep at one moment, as the live view shows it.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Priority">Its weight against others, 1 to 100.</param>
/// <param name="Epsilon">The ε of the complexities shown: 1 where the sweep has it, else its first.</param>
/// <param name="Totals">Sums over all its runs.</param>
/// <param name="Runs">The latest of each run in the sweep's order; of a large sweep, of some under way.</param>
/// <param name="Remaining">Estimated time left; null while too little is known.</param>
/// <param name="Hindrance">What keeps it from going on, with the next move; null where nothing does.</param>
[GenerateSerializer]
[Immutable]
public sealed record SweepProgress(
    string SweepId, SweepState State, int Priority, double Epsilon, SweepTotals Totals, IReadOnlyList<LabelledProgress> Runs, TimeSpan? Remaining, string? Hindrance);

/// <summary>A sweep in a line, for a list of them.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="SubmittedAt">When it was first submitted.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Priority">Its weight against others, 1 to 100.</param>
/// <param name="Totals">Sums over all its runs.</param>
[GenerateSerializer]
[Immutable]
public sealed record SweepSummary(string SweepId, DateTimeOffset SubmittedAt, SweepState State, int Priority, SweepTotals Totals);
