using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>When several runs memorise or generalise, as one epoch.</summary>
public static class Milestone
{
    /// <summary>The first epoch by which at least half of the runs have got there, so that one that never does counts as late; null where fewer do.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="epoch">When a run got there, such as <see cref="RunSummary.GrokkingEpoch"/>; null for never.</param>
    public static int? Epoch(IReadOnlyList<RunRecord> runs, Func<RunSummary, int?> epoch)
    {
        List<int> reached = [.. runs.Select(RunSummary.Of).Select(epoch).OfType<int>().Order()];
        int half = (runs.Count + 1) / 2;
        return half > 0 && reached.Count >= half ? reached[half - 1] : null;
    }

    /// <summary>A curve's mean at an epoch, interpolated over log epochs as the line is drawn; NaN outside the curve.</summary>
    public static double Height(Curve curve, double epoch)
    {
        for (int i = 0; i < curve.Points.Count; i++)
        {
            if (curve.Points[i].Epoch >= epoch)
            {
                return curve.Points[i].Epoch == epoch ? curve.Points[i].Value.Mean : i == 0 ? double.NaN : Between(curve.Points[i - 1], curve.Points[i], epoch);
            }
        }

        return double.NaN;
    }

    private static double Between(CurvePoint before, CurvePoint after, double epoch)
    {
        double part = Math.Log(epoch / before.Epoch) / Math.Log(after.Epoch / before.Epoch);
        return before.Value.Mean + (part * (after.Value.Mean - before.Value.Mean));
    }
}
