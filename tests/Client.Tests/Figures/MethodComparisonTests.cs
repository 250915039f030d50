using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class MethodComparisonTests
{
    private static readonly IReadOnlyList<RunRecord> Runs = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add, Operation.Mul], [Method.Ours, Method.WeightDecay, Method.None], seeds: 2, epochs: 600));

    private static readonly Dictionary<string, Func<Measurement, double>> Values = new()
    {
        ["6"] = each => each.Epsilons[1].GeneralizationBound,
        ["A.7"] = each => each.Epsilons[1].QuantizedBytes / 1e3,
        ["A.8"] = each => each.EffectiveRank,
        ["A.9"] = each => each.NaiveBytes / 1e3,
        ["A.11"] = each => each.Epsilons[1].DescriptionLengthBits / 8000,
    };

    [Theory]
    [InlineData("6", "Generalisation bound, ε = 1")]
    [InlineData("A.7", "Complexity by quantisation alone, ε = 1")]
    [InlineData("A.8", "Effective rank")]
    [InlineData("A.9", "Size without coarse-graining")]
    [InlineData("A.11", "Total description length, ε = 1")]
    public void Each_task_has_a_panel_with_a_curve_of_each_method(string id, string heading)
    {
        Picture picture = FigureSet.Find(id)!.Draw(Runs).Single();
        Assert.Equal(heading, picture.Heading);
        Assert.Equal(["Mod Addition", "Mod Multiplication"], picture.Panels.Select(panel => panel.Axes.Title.Label.Text));
        Scatter[] lines = [.. picture.Panels[1].GetPlottables<Scatter>()];
        Assert.Equal(["Unregularised", "Weight decay alone", "Regularised (ours)"], lines.Select(line => line.LegendText));
        Assert.Equal(3, picture.Panels[1].GetPlottables<FillY>().Count());
        double expected = Runs.Where(run => run.Specification is { Task: Operation.Mul, Method: Method.WeightDecay }).Average(run => Values[id](run.Measurements[^1]));
        Assert.Equal(expected, lines[1].Data.GetScatterPoints()[^1].Y, 1e-9 * expected);
        Assert.Equal(["Regularised (ours)", "Weight decay alone", "Unregularised", "Standard error over 2 seeds"], picture.Legend.Select(look => look.Label));
        Assert.All(lines.Zip(MethodLooks.Order.Reverse()), each => Assert.Equal(MethodLooks.Of(each.Second).Color, each.First.LineColor));
    }

    [Fact]
    public void Axes_are_alike_along_a_row_and_labelled_at_its_left()
    {
        IReadOnlyList<Plot> panels = FigureSet.Find("6")!.Draw(Runs).Single().Panels;
        Assert.Equal(["Bound on the error", ""], panels.Select(panel => panel.Axes.Left.Label.Text));
        Assert.Equal(panels[0].Axes.Left.Max, panels[1].Axes.Left.Max);
        Assert.All(panels, panel => Assert.Equal(1, panel.GetPlottables<HorizontalLine>().Single().Position));
    }

    [Fact]
    public void Sizes_that_vary_little_are_shown_over_what_they_span()
    {
        Plot panel = FigureSet.Find("A.9")!.Draw(Runs).Single().Panels[0];
        Assert.InRange(panel.Axes.Left.Min, 920, 923.4);
        Assert.InRange(panel.Axes.Left.Max, 924, 926);
    }

    [Fact]
    public void Runs_without_measurements_give_none() =>
        Assert.All(Values.Keys, id => Assert.Empty(FigureSet.Find(id)!.Draw([.. Runs.Select(run => run with { Measurements = [] })])));
}
