using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Connecting;

/// <summary>What programs are told: the values of the live view, flat, under names that do not change.</summary>
public static class SweepReports
{
    /// <summary>A sweep in a line.</summary>
    public static object Of(SweepSummary sweep) => new
    {
        sweep = sweep.SweepId,
        sweep.State,
        sweep.Priority,
        submitted_at = sweep.SubmittedAt,
        runs = Of(sweep.Totals),
        checkpoints = Checkpoints(sweep.Totals),
    };

    /// <summary>A sweep with its runs.</summary>
    public static object Of(SweepProgress sweep) => new
    {
        sweep = sweep.SweepId,
        sweep.State,
        sweep.Priority,
        sweep.Epsilon,
        runs = Of(sweep.Totals),
        checkpoints = Checkpoints(sweep.Totals),
        remaining_seconds = sweep.Remaining?.TotalSeconds,
        sweep.Hindrance,
        shown = sweep.Runs.Select(Of),
    };

    private static object Of(LabelledProgress run) => new
    {
        run = run.Latest.RunId,
        run.Label,
        run.Latest.State,
        run.Latest.Epoch,
        run.Latest.Epochs,
        run.Latest.TrainAccuracy,
        run.Latest.TestAccuracy,
        complexity_epoch = run.Latest.MeasuredEpoch == 0 ? (int?)null : run.Latest.MeasuredEpoch,
        complexity_bytes = run.Latest.MeasuredEpoch == 0 ? (long?)null : run.Latest.Complexity,
        run.Latest.Measured,
        run.Latest.ToMeasure,
    };

    private static object Of(SweepTotals totals) => new { all = totals.Runs, totals.Waiting, totals.Running, totals.Completed, totals.Diverged, totals.Failed, totals.Cancelled };

    private static object Checkpoints(SweepTotals totals) => new { all = totals.ToMeasure, measured = totals.Measured };
}
