using Grokking.Numerics;
using Grokking.Runs;

namespace GrokCluster.Grains.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Not yet started.</summary>
    Waiting,

    /// <summary>Being trained, or trained with checkpoints still to measure.</summary>
    Running,

    /// <summary>Trained and measured to the end.</summary>
    Completed,

    /// <summary>Its loss ceased to be a number; measured up to then.</summary>
    Diverged,

    /// <summary>Given up after repeated faults; <see cref="RunRecord.Reason"/> tells.</summary>
    Failed,

    /// <summary>Stopped by the user.</summary>
    Cancelled,
}

/// <summary>All results of one run: what tables and figures are made of. Holds no times, so that it is the same however the run was interrupted.</summary>
/// <param name="RunId">See <see cref="Grokking.Runs.RunId"/>.</param>
/// <param name="Specification">The resolved specification.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DivergedAt">Epoch in which the loss ceased to be a number, else null.</param>
/// <param name="Reason">Why it failed, else null.</param>
/// <param name="Evaluations">Accuracies and losses by epoch, ascending.</param>
/// <param name="Measurements">Complexities by epoch, ascending.</param>
public sealed record RunRecord(
    string RunId,
    RunSpecification Specification,
    RunState State,
    int? DivergedAt,
    string? Reason,
    IReadOnlyList<Evaluation> Evaluations,
    IReadOnlyList<Measurement> Measurements)
{
    /// <summary>
    /// The numerics fingerprints under which it was trained, in their order: more than one where it went on elsewhere. Empty where that
    /// was not recorded.
    /// </summary>
    public IReadOnlyList<NumericsFingerprint> Numerics { get; init; } = [];
}
