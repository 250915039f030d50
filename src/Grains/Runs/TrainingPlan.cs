using System.Text.Json.Serialization;
using Grokking.Runs;

namespace GrokCluster.Grains.Runs;

/// <summary>What training has to bring of a run.</summary>
/// <param name="Run">What to train, and how long at most.</param>
/// <param name="Checkpoints">Epochs whose checkpoints are to be stored, ascending.</param>
/// <param name="Evaluations">Epochs to evaluate, ascending.</param>
/// <param name="KeepResume">Whether the resume file of the last epoch is kept, for more epochs another time.</param>
[Immutable]
public sealed record TrainingPlan(RunSpecification Run, IReadOnlyList<int> Checkpoints, IReadOnlyList<int> Evaluations, bool KeepResume)
{
    /// <summary>Training goes on from a resume file of an earlier epoch only: from a later one, the first thing that is missing cannot be had.</summary>
    public int First => Math.Min(Checkpoints.FirstOrDefault(int.MaxValue), Evaluations.FirstOrDefault(int.MaxValue));

    /// <summary>The last epoch that is worth training.</summary>
    public int Last => Math.Max(Checkpoints.LastOrDefault(), Evaluations.LastOrDefault());
}

/// <summary>News of a run from its training.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Evaluations">Losses and accuracies since the last durable news, or the latest; repeated ones are ignored.</param>
/// <param name="Checkpoint">Whether a checkpoint of this epoch was stored.</param>
/// <param name="DivergedAt">Epoch in which the loss ceased to be a number, else null.</param>
/// <param name="Durable">Whether the news must survive the loss of this silo before training goes on.</param>
/// <param name="Numerics">Under what it trains, and from which epoch on; null from a silo of a version that does not say.</param>
[Immutable]
public sealed record TrainingNews(
    int Epoch, IReadOnlyList<Evaluation> Evaluations, bool Checkpoint, int? DivergedAt, bool Durable, NumericsSpan? Numerics = null);

/// <summary>A checkpoint to measure.</summary>
/// <param name="Run">The run.</param>
/// <param name="Epoch">The checkpoint's.</param>
/// <param name="Measure">The ε and the effort.</param>
/// <param name="Coders">What measures it, each for its effort: <see cref="CoderKind.Bzip2"/> alone, or others.</param>
[Immutable]
public sealed record MeasuringPlan(RunSpecification Run, int Epoch, MeasureSettings Measure, IReadOnlyList<CoderEffort> Coders)
{
    /// <summary>Whether it is measured by the published procedure.</summary>
    [JsonIgnore]
    public bool IsPublished => Coders[0].Coder == CoderKind.Bzip2;
}

/// <summary>An effort (<see cref="RunPlan.Efforts"/>) and its coder.</summary>
/// <param name="Effort">The effort's name.</param>
/// <param name="Coder">The coder.</param>
[Immutable]
public sealed record CoderEffort(string Effort, CoderKind Coder);

/// <summary>What a coder made of a checkpoint.</summary>
/// <param name="Effort">The effort's name.</param>
/// <param name="Measurement">Its sizes.</param>
[Immutable]
public sealed record CodedNews(string Effort, CodedMeasurement Measurement);
