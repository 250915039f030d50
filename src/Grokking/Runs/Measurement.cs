using Grokking.Model;

namespace Grokking.Runs;

/// <summary>How a run does at the end of one epoch, with clean weights.</summary>
/// <param name="Epoch">Epochs trained so far.</param>
/// <param name="Train">On the whole training split.</param>
/// <param name="Test">On all other equations.</param>
public readonly record struct Evaluation(int Epoch, Score Train, Score Test);

/// <summary>The smallest description found of a checkpoint within one distortion bound.</summary>
/// <param name="Epsilon">ε of Eqn 7, nats.</param>
/// <param name="Bytes">Length of the coded network, header included: the complexity.</param>
/// <param name="Tau">Spectral threshold τ of Eqn 13.</param>
/// <param name="Delta">Bin size Δ of Eqn 11.</param>
/// <param name="Distortion">|L(θ̂) − L(θ)| on the training split, nats; below ε.</param>
/// <param name="CoarseTrain">θ̂ on the training split.</param>
/// <param name="CoarseTest">θ̂ on the test split.</param>
/// <param name="QuantizedBytes">The same by quantisation alone (Algorithm 2), in bytes.</param>
/// <param name="QuantizedDelta">Algorithm 2's bin size; 0 where no bin met the bound and the size is that of the unquantised weights.</param>
/// <param name="GeneralizationBound">Eqn 4 for θ̂.</param>
/// <param name="DescriptionLengthBits">Complexity plus the entropy of the training targets under θ̂, bits.</param>
public sealed record EpsilonMeasurement(
    double Epsilon,
    long Bytes,
    double Tau,
    double Delta,
    double Distortion,
    Score CoarseTrain,
    Score CoarseTest,
    long QuantizedBytes,
    double QuantizedDelta,
    double GeneralizationBound,
    double DescriptionLengthBits);

/// <summary>What is computed from one checkpoint.</summary>
/// <param name="Epoch">Epochs trained when the checkpoint was taken.</param>
/// <param name="Train">θ on the training split.</param>
/// <param name="Test">θ on the test split.</param>
/// <param name="EffectiveRank">Mean over matrices of exp(H_svd) (Eqn 15; Roy and Vetterli 2007).</param>
/// <param name="NaiveBytes">bzip2 over the unchanged weights.</param>
/// <param name="BestEpsilon">Eqn 8: the ε of least total description length.</param>
/// <param name="Epsilons">One entry for each ε of the settings, in their order.</param>
public sealed record Measurement(
    int Epoch,
    Score Train,
    Score Test,
    double EffectiveRank,
    long NaiveBytes,
    double BestEpsilon,
    IReadOnlyList<EpsilonMeasurement> Epsilons);
