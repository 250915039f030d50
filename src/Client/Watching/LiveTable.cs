using System.Globalization;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GrokCluster.Client.Watching;

/// <summary>A table of the runs, drawn over itself: epoch, accuracies, latest complexity, and the totals below.</summary>
public sealed class LiveTable(IAnsiConsole console, TimeProvider clock) : IProgressView
{
    // Header, borders, totals and the line of what is not shown.
    private const int LinesAroundRows = 7;
    private const int LeastRows = 3;
    private const int BarWidth = 12;

    /// <inheritdoc/>
    public async Task<SweepProgress> Show(IAsyncEnumerable<SweepProgress> states)
    {
        long start = clock.GetTimestamp();
        SweepProgress? last = null;
        await console.Live(new Text("Waiting for the sweep …")).AutoClear(false).StartAsync(async display =>
        {
            await foreach (SweepProgress sweep in states)
            {
                last = sweep;
                display.UpdateTarget(Draw(sweep, clock.GetElapsedTime(start), Math.Max(LeastRows, console.Profile.Height - LinesAroundRows)));
                display.Refresh();
            }
        });
        return last ?? throw new InvalidOperationException("The sweep told nothing of itself.");
    }

    /// <summary>The table of one moment, of at most <paramref name="rows"/> runs; runs under way come first when not all fit.</summary>
    public static IRenderable Draw(SweepProgress sweep, TimeSpan elapsed, int rows)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("run").AddColumn("epoch").AddColumn(new TableColumn("train").RightAligned()).AddColumn(new TableColumn("test").RightAligned())
            .AddColumn(string.Create(CultureInfo.InvariantCulture, $"complexity (ε {sweep.Epsilon})")).AddColumn(new TableColumn("measured").RightAligned()).AddColumn("state");
        IReadOnlyList<LabelledProgress> shown = sweep.Runs.Count <= rows ? sweep.Runs : [.. sweep.Runs.OrderBy(run => run.Latest.State == RunState.Running ? 0 : run.Latest.State == RunState.Waiting ? 2 : 1).Take(rows)];
        foreach ((_, string label, RunProgress run) in shown)
        {
            table.AddRow(
                new Text(label),
                new Markup(Bar(run)),
                new Text(ProgressText.Accuracy(run.TrainAccuracy)),
                new Text(ProgressText.Accuracy(run.TestAccuracy)),
                new Text(ProgressText.Complexity(run)),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{run.Measured}/{run.ToMeasure}")),
                new Markup(State(run.State)));
        }

        string hidden = shown.Count < sweep.Totals.Runs ? string.Create(CultureInfo.InvariantCulture, $"and {sweep.Totals.Runs - shown.Count:N0} more runs\n") : "";
        return new Rows(table, new Text(hidden + ProgressText.Totals(sweep, elapsed)));
    }

    private static string Bar(RunProgress run)
    {
        int filled = (int)Math.Round((double)BarWidth * run.Epoch / run.Epochs);
        return string.Create(CultureInfo.InvariantCulture, $"[blue]{new string('━', filled)}[/][grey]{new string('─', BarWidth - filled)}[/] {run.Epoch}/{run.Epochs}");
    }

    private static string State(RunState state) => state switch
    {
        RunState.Completed => "[green]completed[/]",
        RunState.Diverged => "[yellow]diverged[/]",
        RunState.Failed => "[red]failed[/]",
        _ => state.ToString().ToLowerInvariant(),
    };
}
