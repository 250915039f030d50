using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class AccuraciesTests
{
    private static readonly IReadOnlyList<RunRecord> Runs = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.None, Method.Ours], seeds: 2, epochs: 600));

    [Fact]
    public void Both_accuracies_of_each_method_are_shown_the_test_accuracy_in_front()
    {
        Picture picture = FigureSet.Find("A.10")!.Draw(Runs).Single();
        Scatter[] lines = [.. picture.Panels.Single().GetPlottables<Scatter>()];
        Assert.Equal(["Unregularised, train", "Regularised (ours), train", "Unregularised, test", "Regularised (ours), test"], lines.Select(line => line.LegendText));
        Assert.True(lines[3].LineWidth > lines[1].LineWidth);
        Assert.Equal(Runs.Where(run => run.Specification.Method == Method.Ours).Average(run => run.Evaluations[^1].Test.Accuracy), lines[3].Data.GetScatterPoints()[^1].Y, 1e-12);
        Assert.Equal(["Regularised (ours), test", "Regularised (ours), train", "Unregularised, test", "Unregularised, train", "Standard error over 2 seeds"], picture.Legend.Select(look => look.Label));
    }

    [Fact]
    public void Runs_need_no_measurements_but_evaluations()
    {
        Assert.Single(FigureSet.Find("A.10")!.Draw([.. Runs.Select(run => run with { Measurements = [] })]));
        Assert.Empty(FigureSet.Find("A.10")!.Draw([.. Runs.Select(run => run with { Evaluations = [] })]));
    }
}
