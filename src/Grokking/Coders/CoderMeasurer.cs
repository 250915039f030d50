using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Theory;

namespace Grokking.Coders;

/// <summary>Measures a checkpoint by coders beside bzip2, for all ε together.</summary>
public static class CoderMeasurer
{
    /// <summary>Raised whenever a coder gives other bytes than before; sizes of another version are not taken for this one's.</summary>
    public const int Version = 2;

    /// <summary>Codes a checkpoint of a run.</summary>
    /// <param name="coders">The coders, which share what they can.</param>
    /// <param name="run">The run; its split judges the codes.</param>
    /// <param name="epoch">Epochs trained.</param>
    /// <param name="weights">θ, finite.</param>
    /// <param name="epsilons">The bounds ε.</param>
    /// <param name="cancellation">Observed between candidates.</param>
    /// <returns>What each coder made of it, in order.</returns>
    /// <exception cref="ArgumentException">A weight is infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The measuring was cancelled.</exception>
    public static IReadOnlyList<CodedMeasurement> Measure(
        IReadOnlyList<CoderKind> coders, RunSpecification run, int epoch, Weights weights, IReadOnlyList<double> epsilons, CancellationToken cancellation = default) =>
        Measure(input => CheckpointCoders.Code(coders, input, cancellation), run, epoch, weights, epsilons);

    /// <summary>The same with given coders.</summary>
    /// <param name="code">Codes a checkpoint by each of them.</param>
    /// <param name="run">The run.</param>
    /// <param name="epoch">Epochs trained.</param>
    /// <param name="weights">θ, finite.</param>
    /// <param name="epsilons">The bounds ε.</param>
    public static IReadOnlyList<CodedMeasurement> Measure(
        Func<CheckpointToCode, IReadOnlyList<IReadOnlyList<CodedNetwork>>> code, RunSpecification run, int epoch, Weights weights, IReadOnlyList<double> epsilons)
    {
        (Equation[] train, Equation[] test) = new ModularTask(run.Task, run.Modulus).Split(run.TrainFraction, run.Seed);
        using RunScorer scorer = new(Networks.Create(run.Architecture, run.Modulus), (train, test));
        CheckpointToCode input = new()
        {
            Weights = weights,
            Scorer = scorer,
            Epsilons = epsilons,
            Network = new(run.Architecture, run.Modulus, train, test),
            Seed = run.Seed,
        };
        return [.. code(input).Select(networks => new CodedMeasurement(epoch, [.. networks.Select(each => Describe(each, scorer.TrainCount))]))];
    }

    /// <summary>A container in figures.</summary>
    /// <param name="coded">The container.</param>
    /// <param name="trainCount">n, number of training equations.</param>
    public static CodedSize Describe(CodedNetwork coded, int trainCount) => new(
        coded.Coder,
        coded.Epsilon,
        coded.Bytes,
        coded.Distortion,
        coded.Train,
        coded.Test,
        GeneralizationBound.Of(8.0 * coded.Bytes, 1 - coded.Train.Accuracy, trainCount),
        DescriptionLength.Bits(coded.Bytes, coded.Train.Loss, trainCount),
        coded.Fallback);
}
