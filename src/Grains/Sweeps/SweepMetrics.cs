using GrokCluster.Grains.Telemetry;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Shows a sweep in the metrics of the silo on which its coordinator lives.</summary>
/// <param name="gauges">Where.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class SweepMetrics(SweepGauges gauges, TimeProvider clock)
{
    // Long enough that every scraper sees the end; ended sweeps do not pile up.
    private static readonly TimeSpan ShowEnded = TimeSpan.FromMinutes(10);

    private readonly LatestPoints points = new();
    private bool isRunning;

    /// <summary>Takes news of runs in.</summary>
    public void Take(SweepExpansion expansion, PageReport report) => points.Take(expansion, report.Changed);

    /// <summary>Shows where the sweep stands. One that had ended before its coordinator came here, and is only looked at, is not shown.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="runs">How many it has.</param>
    public void Show(SweepProgress sweep, int runs)
    {
        SweepTotals totals = sweep.Totals;
        bool hasEnded = sweep.State != SweepState.Running;
        if (!hasEnded || isRunning)
        {
            gauges.Show(this, new(
                sweep.SweepId,
                [
                    ("waiting", totals.Waiting), ("training", totals.Running - totals.Measuring), ("measuring", totals.Measuring), ("completed", totals.Completed), ("diverged", totals.Diverged),
                    ("failed", totals.Failed), ("cancelled", totals.Cancelled),
                ],
                totals.Outstanding,
                totals.Work / runs,
                sweep.Remaining,
                points.All,
                hasEnded ? clock.GetUtcNow() + ShowEnded : null));
        }

        isRunning = !hasEnded;
    }

    /// <summary>The coordinator goes.</summary>
    public void Forget() => gauges.Forget(this);
}
