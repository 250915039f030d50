using GrokCluster.Client.Rendering;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>The ε of least total description length (Eqn 8) against epochs, a panel for each task and a curve for each method. Means are geometric, as the axis is.</summary>
public sealed record BestEpsilon : IFigure
{
    /// <inheritdoc/>
    public string Id => "best-epsilon";

    /// <inheritdoc/>
    public string Description => "the ε of least description length (Eqn 8)";

    /// <inheritdoc/>
    public string Needs => "runs measured at two or more ε";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Measurements.Any(each => each.Epsilons.Count > 1)))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        List<double> epsilons = [.. point.Runs.SelectMany(run => run.Measurements).SelectMany(each => each.Epsilons).Select(each => each.Epsilon).Distinct().Order()];
        List<CurvePanel> panels =
        [
            .. TaskRuns.Of(point.Runs).Select(task => new CurvePanel(task.Title, [.. task.Methods.Reverse().Select(each => (Curve.Over(each.Runs, Quantities.LogBestEpsilon), MethodLooks.Of(each.Method)))])),
        ];
        int last = CurvePanel.LastEpoch(panels);
        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading("Distortion bound of least description length"),
            CurvePanel.Draw(panels, (plot, labelled) => PanelAxes.Epochs(plot, last, labelled), ValueAxes.LogValues("Best ε (nats)", epsilons)),
            Picture.ColumnsFor(panels.Count),
            [.. CurvePanel.Legend(panels, MethodLooks.Order.Select(MethodLooks.Of)), .. Seeds.Band(panels.SelectMany(panel => panel.Curves).Select(each => each.Curve.MaxCount))]);
    }
}
