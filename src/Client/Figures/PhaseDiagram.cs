using GrokCluster.Client.Rendering;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>
/// What each setting of two hyperparameters leads to: memorised, grokked (and when), confused or diverged. A panel for each task and method that both make a
/// difference to; a picture for each pair of a grid's axes and each setting of its other axes.
/// </summary>
public sealed record PhaseDiagram : IFigure
{
    /// <inheritdoc/>
    public string Id => "phase-diagram";

    /// <inheritdoc/>
    public string Description => "what each two grid axes lead to";

    /// <inheritdoc/>
    public string Needs => "ended runs over a grid of two or more hyperparameters";

    /// <inheritdoc/>
    public bool ShowsGrid => true;

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs)
    {
        List<RunRecord> ended = [.. runs.Where(run => PhaseCell.Of([run]) is not null)];
        IReadOnlyList<Hyperparameter> varying = GridPoint.Varying(ended);
        return
            from x in varying.Index()
            from y in varying.Skip(x.Index + 1)
            let others = varying.Where(each => each != x.Item && each != y).ToList()
            from point in GridPoint.Of([.. ended.Where(run => x.Item.AppliesTo(run.Specification.Method) && y.AppliesTo(run.Specification.Method))], others)
            where point.Runs.Count > 0
            select Draw(point, x.Item, y, others.Count == 0 ? "" : $"-{x.Item.Name}-{y.Name}{point.Suffix}");
    }

    private Picture Draw(GridPoint point, Hyperparameter x, Hyperparameter y, string suffix)
    {
        (List<double> xs, List<double> ys) = (Values(point, x), Values(point, y));
        bool oneMethod = point.Runs.Select(run => run.Specification.Method).Distinct().Count() == 1;
        List<PhasePanel> panels =
        [
            .. from task in TaskRuns.Of(point.Runs)
               from method in task.Methods
               let cells =
                   from run in method.Runs
                   group run by (xs.IndexOf(x.Get(run.Specification)), ys.IndexOf(y.Get(run.Specification))) into cell
                   select (cell.Key.Item1, cell.Key.Item2, PhaseCell.Of(cell)!.Value)
               select new PhasePanel(oneMethod ? task.Title : $"{task.Title}, {method.Method.Name()}", [.. cells]),
        ];
        List<PhaseCell> all = [.. panels.SelectMany(panel => panel.Cells).Select(each => each.Cell)];
        List<int> epochs = [.. all.Select(cell => cell.GrokkingEpoch).OfType<int>().DefaultIfEmpty(1)];
        PhasePainter painter = new(epochs.Min(), epochs.Max());
        List<Plot> plots = [];
        foreach (PlacedPanel<PhasePanel> panel in PanelGrid.Place(panels))
        {
            Plot plot = Style.Panel(panel.Content.Title);
            plot.HideGrid();
            PanelAxes.Categories(plot, plot.Axes.Bottom, xs, x.Name, panel.IsBottom);
            PanelAxes.Categories(plot, plot.Axes.Left, ys, y.Name, panel.IsLeft);
            foreach ((int column, int row, PhaseCell cell) in panel.Content.Cells)
            {
                painter.Paint(plot, column, row, xs.Count, cell);
            }

            plots.Add(plot);
        }

        return new Picture($"figure-{Id}{suffix}", point.Heading("Phases"), plots, Picture.ColumnsFor(plots.Count), [.. painter.Legend([.. all.Select(cell => cell.Phase)])]);
    }

    private static List<double> Values(GridPoint point, Hyperparameter axis) => [.. point.Runs.Select(run => axis.Get(run.Specification)).Distinct().Order()];

    private sealed record PhasePanel(string Title, IReadOnlyList<(int Column, int Row, PhaseCell Cell)> Cells);
}
