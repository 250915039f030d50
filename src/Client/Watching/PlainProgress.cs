using System.Globalization;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Spectre.Console;

namespace GrokCluster.Client.Watching;

/// <summary>A line whenever a run is measured or changes its state, and the totals now and then: for logs.</summary>
public sealed class PlainProgress(IAnsiConsole console, TimeProvider clock) : IProgressView
{
    private static readonly TimeSpan TotalsEvery = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async Task<SweepProgress> Show(IAsyncEnumerable<SweepProgress> states)
    {
        long start = clock.GetTimestamp();
        TimeSpan totalsAt = TotalsEvery;
        Dictionary<string, (RunState State, int Measured)> shown = [];
        SweepProgress? last = null;
        await foreach (SweepProgress sweep in states)
        {
            last = sweep;
            foreach ((_, string label, RunProgress run) in sweep.Runs)
            {
                (RunState, int) now = (run.State, run.Measured);
                if (run.State != RunState.Waiting && (!shown.TryGetValue(run.RunId, out (RunState, int) before) || before != now))
                {
                    console.WritePlain(Line(label, run, sweep.Epsilon));
                    shown[run.RunId] = now;
                }
            }

            if (clock.GetElapsedTime(start) is { } elapsed && (elapsed > totalsAt || sweep.State != SweepState.Running))
            {
                console.WritePlain(ProgressText.Totals(sweep, elapsed));
                totalsAt = elapsed + TotalsEvery;
            }
        }

        return last ?? throw new InvalidOperationException("The sweep told nothing of itself.");
    }

    private static string Line(string label, RunProgress run, double epsilon)
    {
        string accuracies = double.IsNaN(run.TrainAccuracy) ? "" : $"  train {ProgressText.Accuracy(run.TrainAccuracy)}  test {ProgressText.Accuracy(run.TestAccuracy)}";
        string complexity = run.MeasuredEpoch == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  {ProgressText.Complexity(run)} (ε {epsilon})");
        string state = run.State == RunState.Running ? "" : $"  {run.State.ToString().ToLowerInvariant()}";
        return string.Create(CultureInfo.InvariantCulture, $"{label}  epoch {run.Epoch}/{run.Epochs}{accuracies}{complexity}{state}");
    }
}
