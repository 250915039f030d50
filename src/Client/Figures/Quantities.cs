using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>What a run can be plotted by, against epochs.</summary>
public static class Quantities
{
    /// <summary>Accuracy on the training split, in [0, 1].</summary>
    public static IEnumerable<(int Epoch, double Value)> TrainAccuracy(RunRecord run) => run.Evaluations.Select(each => (each.Epoch, each.Train.Accuracy));

    /// <summary>Accuracy on the test split, in [0, 1].</summary>
    public static IEnumerable<(int Epoch, double Value)> TestAccuracy(RunRecord run) => run.Evaluations.Select(each => (each.Epoch, each.Test.Accuracy));

    /// <summary>Complexity at one ε, in KB (1,000 bytes).</summary>
    public static Func<RunRecord, IEnumerable<(int Epoch, double Value)>> Complexity(double epsilon) => run =>
        from measurement in run.Measurements
        from bound in measurement.Epsilons
        where bound.Epsilon == epsilon
        select (measurement.Epoch, bound.Bytes / 1e3);
}
