using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class BestEpsilonTests
{
    [Fact]
    public void The_mean_over_seeds_is_geometric()
    {
        IReadOnlyList<RunRecord> runs = Runs(0.25, 1);
        runs = [runs[0] with { Measurements = [.. runs[0].Measurements.Select(each => each with { BestEpsilon = 1 })] }, runs[1]];
        Picture picture = FigureSet.Find("best-epsilon")!.Draw(runs).Single();
        Plot panel = picture.Panels.Single();
        Assert.All(panel.GetPlottables<Scatter>().Single().Data.GetScatterPoints(), point => Assert.Equal(Math.Log10(0.5), point.Y, 1e-12));
        Assert.True(panel.Axes.Left.Min < Math.Log10(0.25) && panel.Axes.Left.Max > 0);
        Assert.Equal(["Regularised (ours)", "Standard error over 2 seeds"], picture.Legend.Select(look => look.Label));
    }

    [Fact]
    public void With_a_single_bound_there_is_nothing_to_choose() => Assert.Empty(FigureSet.Find("best-epsilon")!.Draw(Runs(1)));

    private static IReadOnlyList<RunRecord> Runs(params double[] epsilons) =>
        SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 600) with { Measure = new MeasureSettings { Epsilons = epsilons } });
}
