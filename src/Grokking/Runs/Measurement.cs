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

/// <summary>The smallest container that a coder found of a checkpoint within one distortion bound.</summary>
/// <param name="Coder">Which one.</param>
/// <param name="Epsilon">ε of Eqn 7, nats.</param>
/// <param name="Bytes">Length of the container, of which a decoder makes the network and sees nothing else.</param>
/// <param name="Distortion">|L(θ̂) − L(θ)| on the training split, nats; below ε.</param>
/// <param name="CoarseTrain">The decoded network on the training split.</param>
/// <param name="CoarseTest">The decoded network on the test split.</param>
/// <param name="GeneralizationBound">Eqn 4 for the decoded network.</param>
/// <param name="DescriptionLengthBits">Size plus the entropy of the training targets under the decoded network, bits.</param>
/// <param name="Fallback">Why the coder coded as another one would; null if it did not.</param>
public sealed record CodedSize(
    CoderKind Coder, double Epsilon, long Bytes, double Distortion, Score CoarseTrain, Score CoarseTest, double GeneralizationBound, double DescriptionLengthBits, string? Fallback = null);

/// <summary>What one coder beside bzip2 made of one checkpoint.</summary>
/// <param name="Epoch">Epochs trained when the checkpoint was taken.</param>
/// <param name="Sizes">One entry for each ε of the settings, in their order.</param>
public sealed record CodedMeasurement(int Epoch, IReadOnlyList<CodedSize> Sizes);

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
    IReadOnlyList<EpsilonMeasurement> Epsilons)
{
    /// <summary>Sizes by the coders beside bzip2, coder by coder; empty where none was asked for or none has measured yet.</summary>
    public IReadOnlyList<CodedSize> Coded { get; init; } = [];

    /// <summary>The sizes of a coder, in the order of the ε; of bzip2 those of <see cref="Epsilons"/>.</summary>
    public IEnumerable<CodedSize> SizesBy(CoderKind coder) => coder == CoderKind.Bzip2
        ? Epsilons.Select(each => new CodedSize(coder, each.Epsilon, each.Bytes, each.Distortion, each.CoarseTrain, each.CoarseTest, each.GeneralizationBound, each.DescriptionLengthBits))
        : Coded.Where(each => each.Coder == coder);

    /// <summary>The same with Eqn 4 evaluated anew: it follows from size, training error and n, and what an earlier version stored of it had K in bits.</summary>
    /// <param name="trainCount">n, number of training equations.</param>
    public Measurement WithBounds(int trainCount) => this with
    {
        Epsilons = [.. Epsilons.Select(each => each with { GeneralizationBound = Bound(each.Bytes, each.CoarseTrain, trainCount) })],
        Coded = [.. Coded.Select(each => each with { GeneralizationBound = Bound(each.Bytes, each.CoarseTrain, trainCount) })],
    };

    private static double Bound(long bytes, Score train, int trainCount) => Theory.GeneralizationBound.Of(8.0 * bytes, 1 - train.Accuracy, trainCount);
}
