using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class AlignedComplexityTests
{
    [Fact]
    public void Methods_that_grok_are_shown_around_their_grokking()
    {
        Picture picture = FigureSet.Find("aligned")!.Draw(Runs(Method.Ours, Method.WeightDecay, Method.None)).Single();
        Plot panel = picture.Panels.Single();
        Assert.Equal("Epoch / grokking epoch", panel.Axes.Bottom.Label.Text);
        Assert.Equal(["Weight decay alone", "Regularised (ours)"], panel.GetPlottables<Scatter>().Select(line => line.LegendText));
        Assert.Equal(0, panel.GetPlottables<VerticalLine>().Single().Position);
        Coordinates[] points = [.. panel.GetPlottables<Scatter>().Last().Data.GetScatterPoints()];
        Assert.True(points[0].X is < -1 and >= -2 && points[^1].X > 0.3, $"{points[0].X} to {points[^1].X}");
        Assert.Equal(["Regularised (ours)", "Weight decay alone", "Standard error over 3 seeds"], picture.Legend.Select(look => look.Label));
    }

    [Fact]
    public void Runs_that_do_not_grok_give_none() => Assert.Empty(FigureSet.Find("aligned")!.Draw(Runs(Method.None)));

    private static IReadOnlyList<RunRecord> Runs(params Method[] methods) => SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], methods, seeds: 3, epochs: 2000));
}
