using System.Text.Json.Serialization;

namespace Grokking.Runs;

/// <summary>When a run is measured and how hard each checkpoint is coarse-grained.</summary>
public sealed record MeasureSettings
{
    /// <summary>Base b of the measuring schedule {⌊bⁿ⌋} ∪ {last epoch}; the authors' is 1.3.</summary>
    public double ScheduleBase { get; init; } = 1.3;

    /// <summary>Base of the denser schedule on which accuracies and losses are evaluated between measurements; 1 evaluates every epoch.</summary>
    public double EvaluationBase { get; init; } = 1.05;

    /// <summary>The distortion bounds ε of Eqn 7, in nats, each positive, without repetition.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [4, 2, 1, 0.5, 0.25, 0.125, 0.0625];

    /// <summary>
    /// How many candidates (τ, Δ) Algorithm 1 may screen for one checkpoint, all ε together. The authors' code evaluates 62 for each ε; 150 for seven of them together give
    /// smaller sizes than that (docs/benchmarks.md).
    /// </summary>
    public int Evaluations { get; init; } = 150;

    /// <summary>
    /// Coders beside <see cref="CoderKind.Bzip2"/>, without repetition, in the order of <see cref="CoderKinds.Names"/>. bzip2 is not among them as it always measures: it is the published procedure, and what the others are held against.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<CoderKind> MoreCoders { get; init; } = [];

    /// <summary>Every coder that measures, <see cref="CoderKind.Bzip2"/> first.</summary>
    [JsonIgnore]
    public IReadOnlyList<CoderKind> Coders => [CoderKind.Bzip2, .. MoreCoders];

    /// <summary>The ε of which one number is shown where there is room for one: 1, the paper's, or the first.</summary>
    [JsonIgnore]
    public double HeadlineEpsilon => Epsilons.Contains(1) ? 1 : Epsilons[0];

    // Settings without more coders are written as they were before there were any: the names of stored sweeps are hashes of this text.
    [JsonInclude]
    [JsonPropertyName(nameof(MoreCoders))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    private IReadOnlyList<CoderKind>? StoredCoders
    {
        get => MoreCoders.Count == 0 ? null : MoreCoders;
        init => MoreCoders = value ?? [];
    }

    /// <summary>Equality by value, ε and coders included.</summary>
    public bool Equals(MeasureSettings? other) =>
        other is not null && ScheduleBase == other.ScheduleBase && EvaluationBase == other.EvaluationBase && Evaluations == other.Evaluations
        && Epsilons.SequenceEqual(other.Epsilons) && MoreCoders.SequenceEqual(other.MoreCoders);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ScheduleBase, EvaluationBase, Evaluations, Epsilons.Count, MoreCoders.Count);
}
