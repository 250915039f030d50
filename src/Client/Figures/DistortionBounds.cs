using GrokCluster.Client.Rendering;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using ScottPlot;
using ScottPlot.Colormaps;

namespace GrokCluster.Client.Figures;

/// <summary>Complexity under varying ε against epochs, method ours, a panel for each task: the paper's Figure 5.</summary>
public sealed record DistortionBounds : IFigure
{
    // From dark to light, so that a grey print keeps the order; the lightest yellow is left out, as it is lost on white.
    private const double Lightest = 0.88;

    /// <inheritdoc/>
    public string Id => "5";

    /// <inheritdoc/>
    public string Description => "complexity under varying ε, method ours";

    /// <inheritdoc/>
    public string Needs => "runs of method ours measured at two or more ε";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Specification.Method == Method.Ours && run.Measurements.Any(each => each.Epsilons.Count > 1)))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        List<double> epsilons = [.. point.Runs.SelectMany(run => run.Measurements).SelectMany(each => each.Epsilons).Select(each => each.Epsilon).Distinct().Order()];
        Viridis colours = new();
        List<(double Epsilon, Look Look)> looks =
        [
            .. epsilons.Select((epsilon, i) => (epsilon, new Look(
                FormattableString.Invariant($"ε = {epsilon}"), colours.GetColor(i * Lightest / (epsilons.Count - 1)), Style.CurveWidth, i % 2 == 0 ? LinePattern.Solid : Style.Dashed))),
        ];
        List<CurvePanel> panels = [.. TaskRuns.Of(point.Runs).Select(task => new CurvePanel(task.Title, [.. looks.Select(each => (Curve.Over(task.Runs, Quantities.Complexity(each.Epsilon)), each.Look))]))];
        int last = CurvePanel.LastEpoch(panels);
        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading($"Complexity by distortion bound, {MethodLooks.Of(Method.Ours).Label.ToLowerInvariant()}"),
            CurvePanel.Draw(panels, (plot, labelled) => PanelAxes.Epochs(plot, last, labelled), ValueAxes.FromZero("Complexity (KB)")),
            Picture.ColumnsFor(panels.Count),
            [.. looks.Select(each => each.Look), .. Seeds.Band(panels.SelectMany(panel => panel.Curves).Select(each => each.Curve.MaxCount))]);
    }
}
