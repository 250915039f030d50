using Grokking.Model;
using Grokking.Tasks;

namespace Grokking.Runs;

/// <summary>
/// One fully specified training. Everything that a run's numbers depend on is here; two runs of equal specification end in equal bytes
/// under one numerics fingerprint (<c>Grokking.Numerics</c>).
/// Defaults are the paper's (Table A.1) and, where the paper is silent, the authors' code's; <see cref="Paper"/> holds them.
/// </summary>
public sealed record RunSpecification
{
    /// <summary>What the network learns.</summary>
    public required Operation Task { get; init; }

    /// <summary>Which regularisers train it.</summary>
    public required Method Method { get; init; }

    /// <summary>Draws the split, the initial weights, the shuffles and the noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many epochs to train. Not part of the <see cref="RunId"/>: more epochs continue the same run.</summary>
    public required int Epochs { get; init; }

    /// <summary>p.</summary>
    public required int Modulus { get; init; }

    /// <summary>Part of the equations that is trained on, in (0, 1); the training set has ⌊fraction · N⌋.</summary>
    public required double TrainFraction { get; init; }

    /// <summary>The network's shape.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>Largest mini-batch B; the authors' code takes min(512, ⌊n/2⌋).</summary>
    public required int BatchSize { get; init; }

    /// <summary>AdamW's step size.</summary>
    public required double LearningRate { get; init; }

    /// <summary>AdamW's decay of the first moment.</summary>
    public required double Beta1 { get; init; }

    /// <summary>AdamW's decay of the second moment.</summary>
    public required double Beta2 { get; init; }

    /// <summary>AdamW's ε, added to the root of the second moment.</summary>
    public required double AdamEpsilon { get; init; }

    /// <summary>λ: each update first multiplies every weight by 1 − lr · λ.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>δ of Eqn 10: standard deviation of the Gaussian added to every weight in each forward pass.</summary>
    public required double WeightNoise { get; init; }

    /// <summary>β of Eqn 16: factor of the mean spectral entropy over all matrices.</summary>
    public required double SpectralEntropy { get; init; }

    /// <summary>Cutoff c of the authors' norm penalty, Σ over tensors with ‖θ‖/size &gt; c of (‖θ‖/size − c)²; 0 switches it off.</summary>
    public required double NormCutoff { get; init; }
}
