using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>
/// A quantity of each coder's containers against epochs, a panel for each task and method. The axis is logarithmic, as coders differ by factors; curves hold logarithms, so that means over seeds are geometric.
/// </summary>
/// <param name="Id">What <c>--figure</c> takes; also names the file.</param>
/// <param name="Description">What it shows, for help.</param>
/// <param name="Title">What it shows, for its heading.</param>
/// <param name="Label">Of the vertical axis.</param>
/// <param name="Quantity">The quantity of a coder, at an ε.</param>
/// <param name="DependsOnEpsilon">Whether the heading names the ε.</param>
/// <param name="Reference">A value to draw a fine line at; null for none.</param>
public sealed record CoderComparison(
    string Id,
    string Description,
    string Title,
    string Label,
    Func<CoderKind, double, Func<RunRecord, IEnumerable<(int Epoch, double Value)>>> Quantity,
    bool DependsOnEpsilon = true,
    double? Reference = null) : IFigure
{
    /// <inheritdoc/>
    public string Needs => "runs measured by another coder than bzip2";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(CoderRuns.HasCoders))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        double epsilon = HeadlineEpsilon.Of(point.Runs);
        IReadOnlyList<CoderKind> coders = CoderRuns.Coders(point.Runs);
        List<CurvePanel> panels = [.. CoderRuns.Of(point.Runs).Select(each => new CurvePanel(each.Title, [.. coders.Select(coder => (Curve.Over(each.Runs, Logarithm(coder, epsilon)), CoderLooks.Of(coder)))]))];
        int last = CurvePanel.LastEpoch(panels);
        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading(DependsOnEpsilon ? FormattableString.Invariant($"{Title}, ε = {epsilon}") : Title),
            CurvePanel.Draw(panels, (plot, labelled) => PanelAxes.Epochs(plot, last, labelled), ValueAxes.Logarithms(Label, Reference), Reference is { } value ? PanelAxes.Log(value) : null),
            Picture.ColumnsFor(panels.Count),
            [.. CurvePanel.Legend(panels, CoderLooks.Order.Select(CoderLooks.Of)), .. Seeds.Band(panels.SelectMany(panel => panel.Curves).Select(each => each.Curve.MaxCount))]);
    }

    private Func<RunRecord, IEnumerable<(int Epoch, double Value)>> Logarithm(CoderKind coder, double epsilon) =>
        run => Quantity(coder, epsilon)(run).Select(each => (each.Epoch, PanelAxes.Log(each.Value)));
}
