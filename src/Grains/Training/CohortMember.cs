using GrokCluster.Grains.Runs;
using Grokking.Numerics;
using Grokking.Runs;
using Grokking.Training;

namespace GrokCluster.Grains.Training;

/// <summary>A run of a cohort, and what its training has to bring.</summary>
/// <param name="owner">The run's grain.</param>
/// <param name="plan">What to bring.</param>
/// <param name="start">Where to go on; null starts afresh.</param>
/// <param name="numerics">What decides the last bits here.</param>
internal sealed class CohortMember(IRunGrain owner, TrainingPlan plan, TrainingState? start, NumericsFingerprint numerics)
{
    private readonly HashSet<int> checkpoints = [.. plan.Checkpoints];
    private readonly HashSet<int> evaluations = [.. plan.Evaluations];

    /// <summary>The run's grain.</summary>
    public IRunGrain Owner => owner;

    /// <summary>What to bring.</summary>
    public TrainingPlan Plan => plan;

    /// <summary>Where to go on; null starts afresh.</summary>
    public TrainingState? Start => start;

    /// <summary>Under what it is trained here, and from which epoch on.</summary>
    public NumericsSpan Numerics { get; } = new(start?.Epoch ?? 0, numerics);

    /// <summary>Names it in the store.</summary>
    public string RunId { get; } = Grokking.Runs.RunId.Of(plan.Run);

    /// <summary>Evaluations that are not yet durable.</summary>
    public List<Evaluation> Unsaved { get; } = [];

    /// <summary>Whether there is nothing more to do for it: its owner has said so, or it has diverged.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Whether a checkpoint of this epoch is to be stored.</summary>
    public bool StoresAt(int epoch) => checkpoints.Contains(epoch);

    /// <summary>Whether this epoch is to be evaluated.</summary>
    public bool EvaluatesAt(int epoch) => evaluations.Contains(epoch);
}
