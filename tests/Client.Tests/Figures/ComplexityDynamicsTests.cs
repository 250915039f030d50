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

public class ComplexityDynamicsTests
{
    private static readonly Operation[] Four = [Operation.Add, Operation.Sub, Operation.Mul, Operation.Div];

    [Fact]
    public void There_is_a_panel_for_each_task_in_the_order_of_the_paper()
    {
        Picture picture = Figure("2", Four, Method.Ours, seeds: 2).Single();
        Assert.Equal(["Mod Addition", "Mod Multiplication", "Mod Subtraction", "Mod Division"], picture.Panels.Select(panel => panel.Axes.Title.Label.Text));
        Assert.Equal((2, 2), (picture.Columns, picture.Rows));
    }

    [Fact]
    public void Axes_are_labelled_at_the_rim_and_complexity_shares_its_scale_along_a_row()
    {
        IReadOnlyList<Plot> panels = Figure("2", Four, Method.Ours, seeds: 2).Single().Panels;
        Assert.Equal(["Accuracy", "", "Accuracy", ""], panels.Select(panel => panel.Axes.Left.Label.Text));
        Assert.Equal(["", "Complexity (KB)", "", "Complexity (KB)"], panels.Select(panel => panel.Axes.Right.Label.Text));
        Assert.Equal(["", "", "Epoch", "Epoch"], panels.Select(panel => panel.Axes.Bottom.Label.Text));
        Assert.Equal(panels[0].Axes.Right.Max, panels[1].Axes.Right.Max);
        Assert.True(panels[2].Axes.Right.Max > 1.5 * panels[0].Axes.Right.Max);
    }

    [Fact]
    public void A_panel_shows_both_accuracies_and_complexity_with_bands()
    {
        IReadOnlyList<RunRecord> runs = Runs([Operation.Add], Method.Ours, seeds: 3);
        Plot panel = FigureSet.Find("2")!.Draw(runs).Single().Panels.Single();
        Scatter[] lines = [.. panel.GetPlottables<Scatter>()];
        Assert.Equal(["Train accuracy", "Test accuracy", "Complexity (ε = 1)"], lines.Select(line => line.LegendText));
        Assert.Same(panel.Axes.Right, lines[2].Axes.YAxis);
        Assert.Equal(3, panel.GetPlottables<FillY>().Count());
        Coordinates last = lines[2].Data.GetScatterPoints()[^1];
        Assert.Equal(Math.Log10(600), last.X, 1e-12);
        Assert.Equal(runs.Average(run => run.Measurements[^1].Epsilons[1].Bytes) / 1000, last.Y, 1e-9);
    }

    [Fact]
    public void A_single_seed_has_no_band()
    {
        Picture picture = Figure("2", [Operation.Add], Method.Ours, seeds: 1).Single();
        Assert.Empty(picture.Panels[0].GetPlottables<FillY>());
        Assert.Equal(["Test accuracy", "Train accuracy", "Complexity (ε = 1)"], picture.Legend.Select(look => look.Label));
    }

    [Fact]
    public void The_legend_names_the_epsilon_and_the_seeds()
    {
        IReadOnlyList<RunRecord> runs = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], 2, 100) with { Measure = new MeasureSettings { Epsilons = [0.5, 0.25] } });
        Assert.Equal(["Complexity (ε = 0.5)", "Standard error over 2 seeds"], FigureSet.Find("2")!.Draw(runs).Single().Legend.Skip(2).Select(look => look.Label));
    }

    [Fact]
    public void Runs_that_are_not_measured_yet_show_their_accuracies()
    {
        IReadOnlyList<RunRecord> runs = [.. Runs([Operation.Add], Method.Ours, 2).Select(run => run with { Measurements = [] })];
        Picture picture = FigureSet.Find("2")!.Draw(runs).Single();
        Assert.Equal(3, picture.Panels[0].GetPlottables<Scatter>().Count());
        Assert.Equal("Complexity (not measured)", picture.Legend[2].Label);
    }

    [Fact]
    public void Each_method_has_its_figure_and_a_method_without_runs_none()
    {
        Assert.Equal("Unregularised", Figure("3", [Operation.Add], Method.None, 1).Single().Heading);
        Assert.Equal("figure-weight-decay", Figure("weight-decay", [Operation.Add], Method.WeightDecay, 1).Single().FileName);
        Assert.Empty(Figure("2", [Operation.Add], Method.None, 1));
        Assert.Empty(FigureSet.Find("2")!.Draw([.. Runs([Operation.Add], Method.Ours, 1).Select(run => run with { Evaluations = [] })]));
    }

    [Fact]
    public void A_grid_gives_a_picture_for_each_point()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], 1, 50) with { Grid = [new GridAxis("weight_decay", [0.3, 3])] };
        List<Picture> pictures = [.. FigureSet.Find("2")!.Draw(SyntheticRuns.Of(sweep))];
        Assert.Equal(["figure-2-weight_decay-0.3", "figure-2-weight_decay-3"], pictures.Select(picture => picture.FileName));
        Assert.Equal("Regularised (ours), weight_decay = 0.3", pictures[0].Heading);
    }

    private static IEnumerable<Picture> Figure(string id, Operation[] tasks, Method method, int seeds) => FigureSet.Find(id)!.Draw(Runs(tasks, method, seeds));

    private static IReadOnlyList<RunRecord> Runs(Operation[] tasks, Method method, int seeds) => SyntheticRuns.Of(SyntheticRuns.Sweep(tasks, [method], seeds, epochs: 600));
}
