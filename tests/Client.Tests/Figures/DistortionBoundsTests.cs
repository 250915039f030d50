using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class DistortionBoundsTests
{
    [Fact]
    public void Each_bound_has_a_curve_from_dark_to_light()
    {
        IReadOnlyList<RunRecord> runs = Runs([4, 1, 0.25], Method.Ours, Method.None);
        Picture picture = FigureSet.Find("5")!.Draw(runs).Single();
        Scatter[] lines = [.. picture.Panels.Single().GetPlottables<Scatter>()];
        Assert.Equal(["ε = 0.25", "ε = 1", "ε = 4"], lines.Select(line => line.LegendText));
        Assert.Equal(lines.Select(line => line.LineColor.Luminance).Order(), lines.Select(line => line.LineColor.Luminance));
        Assert.Equal(runs.Where(run => run.Specification.Method == Method.Ours).Average(run => run.Measurements[^1].Epsilons[0].Bytes / 1e3), lines[2].Data.GetScatterPoints()[^1].Y, 1e-9);
        Assert.Equal(["ε = 0.25", "ε = 1", "ε = 4", "Standard error over 2 seeds"], picture.Legend.Select(look => look.Label));
    }

    [Fact]
    public void A_single_bound_or_another_method_gives_none()
    {
        Assert.Empty(FigureSet.Find("5")!.Draw(Runs([1], Method.Ours)));
        Assert.Empty(FigureSet.Find("5")!.Draw(Runs([1, 0.25], Method.None)));
    }

    private static IReadOnlyList<RunRecord> Runs(double[] epsilons, params Method[] methods) =>
        SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], methods, seeds: 2, epochs: 600) with { Measure = new MeasureSettings { Epsilons = epsilons } });
}
