using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>Complexity against epochs in units of each run's grokking epoch: what seeds have in common, which a mean over epochs smears.</summary>
public sealed record AlignedComplexity : IFigure
{
    // Long before grokking there is nothing to see.
    private const double Earliest = 0.01;

    /// <inheritdoc/>
    public string Id => "aligned";

    /// <inheritdoc/>
    public string Description => "complexity aligned at each seed's grokking epoch";

    /// <inheritdoc/>
    public string Needs => "measured runs that have grokked";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Measurements.Count > 1 && RunSummary.Of(run).GrokkingEpoch is not null))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        double epsilon = HeadlineEpsilon.Of(point.Runs);
        List<CurvePanel> panels =
        [
            .. TaskRuns.Of(point.Runs).Select(task => new CurvePanel(task.Title, [.. task.Methods.Reverse().Select(each => (Aligned(each.Runs, epsilon), MethodLooks.Of(each.Method)))])),
        ];
        List<double> positions = [.. panels.SelectMany(panel => panel.Curves).SelectMany(each => each.Curve.Points).Select(each => each.Epoch), 0.5, 2];
        IReadOnlyList<Plot> plots = CurvePanel.Draw(
            panels, (plot, labelled) => PanelAxes.Ratios(plot, positions.Min(), positions.Max(), "Epoch / grokking epoch", labelled), ValueAxes.FromZero("Complexity (KB)"));
        foreach (Plot plot in plots)
        {
            plot.Add.VerticalLine(PanelAxes.Log(1), Style.FineWidth, Style.Context, Style.Dashed);
        }

        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading(FormattableString.Invariant($"Complexity around grokking, ε = {epsilon}")),
            plots,
            Picture.ColumnsFor(panels.Count),
            [.. CurvePanel.Legend(panels, MethodLooks.Order.Select(MethodLooks.Of)), .. Seeds.Band(panels.SelectMany(panel => panel.Curves).Select(each => each.Curve.MaxCount))]);
    }

    private static Curve Aligned(IReadOnlyList<RunRecord> runs, double epsilon) =>
        new([.. EventAlignment.Over(runs, Quantities.Complexity(epsilon), summary => summary.GrokkingEpoch).Points.Where(each => each.Epoch >= Earliest)]);
}
