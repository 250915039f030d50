using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>A measured quantity against epochs, a panel for each task and a curve for each method: the paper's Figures 6, A.7, A.8, A.9 and A.11.</summary>
/// <param name="Id">What <c>--figure</c> takes; also names the file.</param>
/// <param name="Description">What it shows, for help.</param>
/// <param name="Title">What it shows, for its heading.</param>
/// <param name="Axis">The kind of its vertical axis.</param>
/// <param name="Quantity">The quantity at an ε.</param>
/// <param name="DependsOnEpsilon">Whether ε makes a difference, and the heading names it.</param>
/// <param name="Reference">A value to draw a fine line at; null for none.</param>
public sealed record MethodComparison(
    string Id,
    string Description,
    string Title,
    ValueAxis Axis,
    Func<double, Func<RunRecord, IEnumerable<(int Epoch, double Value)>>> Quantity,
    bool DependsOnEpsilon = true,
    double? Reference = null) : IFigure
{
    /// <inheritdoc/>
    public string Needs => "measured runs";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Measurements.Count > 0))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        double epsilon = HeadlineEpsilon.Of(point.Runs);
        IReadOnlyList<TaskRuns> tasks = TaskRuns.Of(point.Runs);
        // The paper's own method is drawn last, in front.
        List<CurvePanel> panels =
        [
            .. tasks.Select(task => new CurvePanel(task.Title, [.. task.Methods.Reverse().Select(each => (Curve.Over(each.Runs, Quantity(epsilon)), MethodLooks.Of(each.Method)))])),
        ];
        int last = CurvePanel.LastEpoch(panels);
        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading(DependsOnEpsilon ? FormattableString.Invariant($"{Title}, ε = {epsilon}") : Title),
            CurvePanel.Draw(panels, (plot, labelled) => PanelAxes.Epochs(plot, last, labelled), Axis, Reference),
            Picture.ColumnsFor(panels.Count),
            [.. CurvePanel.Legend(panels, MethodLooks.Order.Select(MethodLooks.Of)), .. Seeds.Band(panels.SelectMany(panel => panel.Curves).Select(each => each.Curve.MaxCount))]);
    }
}
