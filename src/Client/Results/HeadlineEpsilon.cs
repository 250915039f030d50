using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Results;

/// <summary>The one ε of tables of runs and of figures that show a single complexity: the paper's ε = 1 where it was measured, else the first that was.</summary>
public static class HeadlineEpsilon
{
    /// <summary>The ε to show for these runs, in nats; NaN where nothing is measured.</summary>
    public static double Of(IEnumerable<RunRecord> runs)
    {
        double first = double.NaN;
        foreach (double epsilon in runs.SelectMany(run => run.Measurements).SelectMany(measurement => measurement.Epsilons).Select(each => each.Epsilon))
        {
            if (epsilon == 1)
            {
                return epsilon;
            }

            first = double.IsNaN(first) ? epsilon : first;
        }

        return first;
    }
}
