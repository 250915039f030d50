using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>
/// Accuracies and complexity against epochs, a panel for each task: the paper's Figure 2 for method ours and Figure 3 for method none. The complexity axis is
/// shared along a row, so that its panels compare at sight.
/// </summary>
/// <param name="Id">What <c>--figure</c> takes; also names the file.</param>
/// <param name="Method">The method shown.</param>
public sealed record ComplexityDynamics(string Id, Method Method) : IFigure
{
    private static readonly Look Test = new("Test accuracy", Style.Context, Style.ContextWidth, LinePattern.Solid);
    private static readonly Look Train = new("Train accuracy", Style.FaintContext, Style.ContextWidth, new LinePattern([9, 5], 0, "Dashed"));

    /// <inheritdoc/>
    public string Description => $"accuracy and complexity, method {Method.Name()}";

    /// <inheritdoc/>
    public string Needs => $"evaluated runs of method {Method.Name()}";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Specification.Method == Method && run.Evaluations.Count > 0))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        double epsilon = HeadlineEpsilon.Of(point.Runs);
        Look look = MethodLooks.Of(Method);
        // The only line of its colour, so it needs no pattern; the accuracies have theirs.
        Look complexity = look with
        {
            Label = double.IsNaN(epsilon) ? "Complexity (not measured)" : FormattableString.Invariant($"Complexity (ε = {epsilon})"),
            Width = Style.EmphasisWidth,
            Pattern = LinePattern.Solid,
        };
        List<(TaskRuns Task, Curve Complexity)> panels = [.. TaskRuns.Of(point.Runs).Select(task => (task, Curve.Over(task.Runs, Quantities.Complexity(epsilon))))];
        int lastEpoch = point.Runs.Max(run => run.Evaluations[^1].Epoch);
        List<Plot> plots = [];
        foreach (PlacedPanel<(TaskRuns Task, Curve Complexity)> panel in PanelGrid.Place(panels))
        {
            (TaskRuns task, Curve curve) = panel.Content;
            Plot plot = Style.Panel(task.Title);
            PanelAxes.Epochs(plot, lastEpoch, panel.IsBottom);
            PanelAxes.Fraction(plot, "Accuracy", panel.IsLeft);
            PanelAxes.Amount(plot, PanelAxes.RoundTop(panel.Row.Max(each => each.Complexity.MaxHigh)), "Complexity (KB)", panel.IsRight);
            plot.Axes.Right.Label.ForeColor = complexity.Color;
            CurvePainter.Add(plot, Curve.Over(task.Runs, Quantities.TrainAccuracy), Train, plot.Axes.Left);
            CurvePainter.Add(plot, Curve.Over(task.Runs, Quantities.TestAccuracy), Test, plot.Axes.Left);
            CurvePainter.Add(plot, curve, complexity, plot.Axes.Right);
            plots.Add(plot);
        }

        return new Picture(
            $"figure-{Id}{point.Suffix}", point.Heading(look.Label), plots, Picture.ColumnsFor(plots.Count),
            [Test, Train, complexity, .. Seeds.Band(panels.Select(panel => panel.Task.Runs.Count), complexity.Color)]);
    }
}
