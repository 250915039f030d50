using System.Globalization;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Watching;

/// <summary>The words of both views.</summary>
public static class ProgressText
{
    /// <summary>Runs ended, checkpoints measured, time taken and left, and what hinders.</summary>
    public static string Totals(SweepProgress sweep, TimeSpan elapsed) => $"{Counts(sweep.Totals)}, {Duration(elapsed)} so far{(Left(sweep) is { Length: > 0 } left ? $", {left}" : "")}";

    /// <summary>Runs ended and checkpoints measured.</summary>
    public static string Counts(SweepTotals totals) => string.Create(
        CultureInfo.InvariantCulture,
        $"{totals.Ended} of {totals.Runs} runs ended{(totals.Failed > 0 ? $", {totals.Failed} of them failed" : "")}, {totals.Measured} of {totals.ToMeasure} checkpoints measured");

    /// <summary>Time left and what hinders; nothing for a sweep that has ended.</summary>
    public static string Left(SweepProgress sweep) => sweep switch
    {
        { State: not SweepState.Running } => "",
        { Hindrance: { } hindrance } => $"waiting: {hindrance}",
        { Remaining: { } remaining } => $"about {Duration(remaining)} left",
        _ => "time left not yet known",
    };

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
