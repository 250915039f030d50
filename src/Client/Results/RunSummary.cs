using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Results;

/// <summary>A complexity and when it was measured.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Bytes">Complexity, bytes.</param>
public sealed record ComplexityAt(int Epoch, long Bytes);

/// <summary>A run in a few numbers, for a row of <c>runs.csv</c> and for comparison with the published values.</summary>
/// <param name="MemorizationEpoch">First evaluated epoch with a train accuracy of at least <see cref="Threshold"/>; null if there is none.</param>
/// <param name="GrokkingEpoch">First evaluated epoch with a test accuracy of at least <see cref="Threshold"/>; null if there is none.</param>
/// <param name="Final">The last evaluation; null before the first.</param>
/// <param name="Epsilon">The ε of the complexities, nats; NaN where nothing is measured.</param>
/// <param name="Peak">The largest complexity, at its first epoch.</param>
/// <param name="Lowest">
/// The smallest complexity from the peak on, of a network that had learnt the training split where there is one: before, or while a spike of the loss has undone it, the network knows nothing and its smallest description is all
/// but empty.
/// </param>
/// <param name="Last">The last complexity.</param>
public sealed record RunSummary(
    int? MemorizationEpoch, int? GrokkingEpoch, Evaluation? Final, double Epsilon, ComplexityAt? Peak, ComplexityAt? Lowest, ComplexityAt? Last)
{
    /// <summary>The accuracy at which a split counts as learnt, as in the published values. Reached once is reached: a later dip does not undo it.</summary>
    public const double Threshold = 0.98;

    /// <summary>Sums up a run.</summary>
    public static RunSummary Of(RunRecord run)
    {
        double epsilon = HeadlineEpsilon.Of([run]);
        List<(ComplexityAt Complexity, bool HasLearnt)> complexities =
        [
            .. from measurement in run.Measurements
               from bound in measurement.Epsilons
               where bound.Epsilon == epsilon
               select (new ComplexityAt(measurement.Epoch, bound.Bytes), measurement.Train.Accuracy >= Threshold),
        ];
        ComplexityAt? peak = complexities.Select(each => each.Complexity).MaxBy(each => each.Bytes);
        return new RunSummary(
            First(run, evaluation => evaluation.Train.Accuracy),
            First(run, evaluation => evaluation.Test.Accuracy),
            run.Evaluations.Count > 0 ? run.Evaluations[^1] : null,
            epsilon,
            peak,
            complexities.SkipWhile(each => each.Complexity != peak).OrderByDescending(each => each.HasLearnt).ThenBy(each => each.Complexity.Bytes).FirstOrDefault().Complexity,
            complexities.LastOrDefault().Complexity);
    }

    private static int? First(RunRecord run, Func<Evaluation, double> accuracy)
    {
        foreach (Evaluation evaluation in run.Evaluations)
        {
            if (accuracy(evaluation) >= Threshold)
            {
                return evaluation.Epoch;
            }
        }

        return null;
    }
}
