using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class RegularisationEffectTests
{
    [Fact]
    public void It_shows_multiplication_in_both_methods_and_marks_memorisation_and_generalisation()
    {
        IReadOnlyList<RunRecord> runs = Runs([Operation.Add, Operation.Mul], Method.WeightDecay, Method.Ours, Method.None);
        Picture picture = FigureSet.Find("1")!.Draw(runs).Single();
        Plot panel = picture.Panels.Single();
        Assert.Equal("Mod Multiplication", panel.Axes.Title.Label.Text);
        Assert.Equal(["Unregularised", "Regularised (ours)"], panel.GetPlottables<Scatter>().Select(line => line.LegendText));
        Assert.Equal(["Regularised (ours)", "Unregularised", "Memorisation", "Generalisation", "Standard error over 3 seeds"], picture.Legend.Select(look => look.Label));

        // The unregularised network memorises and never generalises.
        Marker[] markers = [.. panel.GetPlottables<Marker>()];
        (Color none, Color ours) = (MethodLooks.Of(Method.None).Color, MethodLooks.Of(Method.Ours).Color);
        Assert.Equal(
            [(MarkerShape.FilledSquare, none), (MarkerShape.FilledSquare, ours), (MarkerShape.FilledCircle, ours)],
            markers.Select(marker => (marker.MarkerStyle.Shape, marker.MarkerStyle.LineColor)));
        RunRecord[] shown = [.. runs.Where(run => run.Specification is { Task: Operation.Mul, Method: Method.Ours })];
        int grokking = shown.Select(run => RunSummary.Of(run).GrokkingEpoch!.Value).Order().ElementAt(1);
        Assert.Equal(Math.Log10(grokking), markers[2].X, 1e-12);
        Assert.Equal(Milestone.Height(Curve.Over(shown, Quantities.Complexity(1)), grokking), markers[2].Y, 1e-9);
    }

    [Fact]
    public void Without_multiplication_it_shows_the_first_task() =>
        Assert.Equal("Mod Subtraction", FigureSet.Find("1")!.Draw(Runs([Operation.Div, Operation.Sub], Method.Ours, Method.None)).Single().Panels[0].Axes.Title.Label.Text);

    [Fact]
    public void One_method_alone_or_runs_without_measurements_give_none()
    {
        Assert.Empty(FigureSet.Find("1")!.Draw(Runs([Operation.Mul], Method.Ours, Method.WeightDecay)));
        Assert.Empty(FigureSet.Find("1")!.Draw([.. Runs([Operation.Mul], Method.Ours, Method.None).Select(run => run with { Measurements = [] })]));
        Assert.Empty(FigureSet.Find("1")!.Draw([.. Runs([Operation.Mul], Method.Ours), .. Runs([Operation.Add], Method.None)]));
    }

    private static IReadOnlyList<RunRecord> Runs(Operation[] tasks, params Method[] methods) => SyntheticRuns.Of(SyntheticRuns.Sweep(tasks, methods, seeds: 3, epochs: 1000));
}
