using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Figures;

/// <summary>What a run can be plotted by, against epochs.</summary>
public static class Quantities
{
    /// <summary>Accuracy on the training split, in [0, 1].</summary>
    public static IEnumerable<(int Epoch, double Value)> TrainAccuracy(RunRecord run) => run.Evaluations.Select(each => (each.Epoch, each.Train.Accuracy));

    /// <summary>Accuracy on the test split, in [0, 1].</summary>
    public static IEnumerable<(int Epoch, double Value)> TestAccuracy(RunRecord run) => run.Evaluations.Select(each => (each.Epoch, each.Test.Accuracy));

    /// <summary>Complexity at one ε, in KB (1,000 bytes).</summary>
    public static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> Complexity(double epsilon) => At(epsilon, bound => bound.Bytes / 1e3);

    /// <summary>Complexity by quantisation alone (Algorithm 2) at one ε, in KB.</summary>
    public static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> QuantizedComplexity(double epsilon) => At(epsilon, bound => bound.QuantizedBytes / 1e3);

    /// <summary>The bound of Eqn 4 at one ε.</summary>
    public static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> GeneralizationBound(double epsilon) => At(epsilon, bound => bound.GeneralizationBound);

    /// <summary>Complexity plus the entropy of the training targets at one ε, in KB: the table has bits.</summary>
    public static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> DescriptionLength(double epsilon) => At(epsilon, bound => bound.DescriptionLengthBits / 8e3);

    /// <summary>exp(H_svd), mean over matrices.</summary>
    public static IEnumerable<(int Epoch, double Value)> EffectiveRank(RunRecord run) => run.Measurements.Select(each => (each.Epoch, each.EffectiveRank));

    /// <summary>bzip2 over the unchanged weights, in KB.</summary>
    public static IEnumerable<(int Epoch, double Value)> NaiveSize(RunRecord run) => run.Measurements.Select(each => (each.Epoch, each.NaiveBytes / 1e3));

    /// <summary>log₁₀ of the ε of least description length (Eqn 8); the mean of logarithms is what a log axis shows.</summary>
    public static IEnumerable<(int Epoch, double Value)> LogBestEpsilon(RunRecord run) => run.Measurements.Select(each => (each.Epoch, PanelAxes.Log(each.BestEpsilon)));

    /// <summary>A coder's size at one ε, in KB.</summary>
    public static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> Size(CoderKind coder, double epsilon) => run =>
        from measurement in run.Measurements
        from size in measurement.SizesBy(coder)
        where size.Epsilon == epsilon
        select (measurement.Epoch, size.Bytes / 1e3);

    /// <summary>The smallest bound of Eqn 4 that a coder gives over all ε; that the smallest is taken is charged with the logarithm of their number.</summary>
    public static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> SmallestBound(CoderKind coder) => run =>
        from measurement in run.Measurements
        let sizes = measurement.SizesBy(coder).ToList()
        where sizes.Count > 0
        select (measurement.Epoch, sizes.Min(each => Grokking.Theory.GeneralizationBound.Terms(each.Bytes, 1 - each.CoarseTrain.Accuracy, TrainCount(run), choices: sizes.Count).Bound));

    private static int TrainCount(RunRecord run) => ModularTask.TrainCount(run.Specification.Task, run.Specification.Modulus, run.Specification.TrainFraction);

    private static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> At(double epsilon, Func<EpsilonMeasurement, double> value) => run =>
        from measurement in run.Measurements
        from bound in measurement.Epsilons
        where bound.Epsilon == epsilon
        select (measurement.Epoch, value(bound));
}
