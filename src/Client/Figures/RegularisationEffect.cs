using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>
/// Complexity of regularised against unregularised networks on one task, with markers where they memorise and generalise: the paper's Figure 1. The task is
/// multiplication, as published, where the runs have it, else the first that has both methods.
/// </summary>
public sealed record RegularisationEffect : IFigure
{
    private static readonly Method[] Shown = [Method.Ours, Method.None];

    private static readonly Look Memorisation = Look.Point("Memorisation", MarkerShape.FilledSquare);
    private static readonly Look Generalisation = Look.Point("Generalisation", MarkerShape.FilledCircle);

    /// <inheritdoc/>
    public string Id => "1";

    /// <inheritdoc/>
    public string Description => "complexity of ours against none, with memorisation and generalisation";

    /// <inheritdoc/>
    public string Needs => "measured runs of methods ours and none of one task";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Measurements.Count > 0 && Shown.Contains(run.Specification.Method)))
        let task = TaskRuns.Of(point.Runs).Where(each => each.Methods.Count() == Shown.Length).OrderByDescending(each => each.Task == Operation.Mul).FirstOrDefault()
        where task is not null
        select Draw(point, task);

    private Picture Draw(GridPoint point, TaskRuns task)
    {
        double epsilon = HeadlineEpsilon.Of(task.Runs);
        List<(Method Method, IReadOnlyList<RunRecord> Runs, Curve Curve)> methods = [.. task.Methods.Reverse().Select(each => (each.Method, each.Runs, Curve.Over(each.Runs, Quantities.Complexity(epsilon))))];
        List<CurvePanel> panels = [new(task.Title, [.. methods.Select(each => (each.Curve, MethodLooks.Of(each.Method)))])];
        int last = CurvePanel.LastEpoch(panels);
        IReadOnlyList<Plot> plots = CurvePanel.Draw(panels, (plot, labelled) => PanelAxes.Epochs(plot, last, labelled), ValueAxes.FromZero("Complexity (KB)"));
        foreach ((Method method, IReadOnlyList<RunRecord> runs, Curve curve) in methods)
        {
            Mark(plots[0], curve, Milestone.Epoch(runs, summary => summary.MemorizationEpoch), Memorisation with { Color = MethodLooks.Of(method).Color });
            Mark(plots[0], curve, Milestone.Epoch(runs, summary => summary.GrokkingEpoch), Generalisation with { Color = MethodLooks.Of(method).Color });
        }

        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading(FormattableString.Invariant($"Complexity, ε = {epsilon}")),
            plots,
            Columns: 1,
            [.. Shown.Select(MethodLooks.Of), Memorisation, Generalisation, .. Seeds.Band(methods.Select(each => each.Curve.MaxCount))]);
    }

    private static void Mark(Plot plot, Curve curve, int? epoch, Look look)
    {
        if (epoch is { } at && double.IsFinite(Milestone.Height(curve, at)))
        {
            CurvePainter.Point(plot, at, Milestone.Height(curve, at), look);
        }
    }
}
