using System.Globalization;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Watching;

/// <summary>The words of both views.</summary>
public static class ProgressText
{
    /// <summary>Runs ended, checkpoints measured, time taken and left.</summary>
    public static string Totals(SweepProgress sweep, TimeSpan elapsed)
    {
        int ended = sweep.Runs.Count(run => run.Latest.State is RunState.Completed or RunState.Diverged or RunState.Failed or RunState.Cancelled);
        string left = sweep.State != SweepState.Running ? "" : sweep.Remaining is { } remaining ? $", about {Duration(remaining)} left" : ", time left not yet known";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ended} of {sweep.Runs.Count} runs ended, {sweep.Runs.Sum(run => run.Latest.Measured)} of {sweep.Runs.Sum(run => run.Latest.ToMeasure)} checkpoints measured, {Duration(elapsed)} so far{left}");
    }

    /// <summary>An accuracy, or nothing before the first.</summary>
    public static string Accuracy(double accuracy) => double.IsNaN(accuracy) ? "" : accuracy.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>A complexity with the epoch it was measured at, or nothing before the first.</summary>
    public static string Complexity(RunProgress run) => run.MeasuredEpoch == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{run.Complexity / 1000.0:F1} kB at epoch {run.MeasuredEpoch}");

    /// <summary>A duration as people say it: <c>42 s</c>, <c>3:07 min</c>, <c>2:05 h</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : time.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:D2} min")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2} h");
}
