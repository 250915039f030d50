using GrokCluster.Client.Rendering;
using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>Test and train accuracies of all methods against epochs, a panel for each task: the paper's Figure A.10.</summary>
public sealed record Accuracies : IFigure
{
    /// <inheritdoc/>
    public string Id => "A.10";

    /// <inheritdoc/>
    public string Description => "accuracies of all methods";

    /// <inheritdoc/>
    public string Needs => "evaluated runs";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Evaluations.Count > 0))
        select Draw(point);

    private static Look Test(Method method) => MethodLooks.Of(method) is var look ? look with { Label = $"{look.Label}, test" } : look;

    // Fine and pale: what is asked is when a network generalises; that all of them memorise is context.
    private static Look Train(Method method) => MethodLooks.Of(method) is var look
        ? look with { Label = $"{look.Label}, train", Width = Style.FineWidth, Color = look.Color.Lighten(0.35) }
        : look;

    private Picture Draw(GridPoint point)
    {
        List<CurvePanel> panels =
        [
            .. TaskRuns.Of(point.Runs).Select(task => new CurvePanel(task.Title,
            [
                .. task.Methods.Reverse().Select(each => (Curve.Over(each.Runs, Quantities.TrainAccuracy), Train(each.Method))),
                .. task.Methods.Reverse().Select(each => (Curve.Over(each.Runs, Quantities.TestAccuracy), Test(each.Method))),
            ])),
        ];
        int last = CurvePanel.LastEpoch(panels);
        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading("Accuracy"),
            CurvePanel.Draw(panels, (plot, labelled) => PanelAxes.Epochs(plot, last, labelled), ValueAxes.Fraction("Accuracy")),
            Picture.ColumnsFor(panels.Count),
            [.. CurvePanel.Legend(panels, MethodLooks.Order.SelectMany(method => new[] { Test(method), Train(method) })), .. Seeds.Band(panels.SelectMany(panel => panel.Curves).Select(each => each.Curve.MaxCount))]);
    }
}
