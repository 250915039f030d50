using GrokCluster.Client.Comparison;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Coders;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Theory;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class CoderFiguresTests
{
    private static readonly string[] Labels = ["bzip2 (published)", "tensor", "gauge", "fourier (prior: knows the task)"];
    private static readonly IReadOnlyList<RunRecord> Published = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add, Operation.Mul], [Method.Ours, Method.None], seeds: 2, epochs: 600));
    private static readonly IReadOnlyList<RunRecord> Runs = SyntheticRuns.WithCoders(Published);

    public static TheoryData<string> Ids => ["coder-sizes", "coder-rates", "coder-bounds"];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_task_and_method_has_a_panel_with_a_curve_of_each_coder_and_fourier_is_labelled_a_prior(string id)
    {
        Picture picture = FigureSet.Find(id)!.Draw(Runs).Single();
        Assert.Equal(["Mod Addition", "Mod Addition, unregularised", "Mod Multiplication", "Mod Multiplication, unregularised"], picture.Panels.Select(panel => panel.Axes.Title.Label.Text));
        Assert.Equal(Labels, picture.Legend.Select(look => look.Label).Take(4));
        Assert.All(picture.Panels, panel => Assert.Equal(Labels, panel.GetPlottables<Scatter>().Select(line => line.LegendText)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Without_another_coder_there_is_nothing_to_draw(string id) => Assert.Empty(FigureSet.Find(id)!.Draw(Published));

    [Fact]
    public void Sizes_are_means_of_logarithms_at_the_headline_epsilon()
    {
        Scatter gauge = FigureSet.Find("coder-sizes")!.Draw(Runs).Single().Panels[0].GetPlottables<Scatter>().ElementAt(2);
        double expected = Of(Operation.Add, Method.Ours).Average(run => Math.Log10(run.Measurements[^1].SizesBy(CoderKind.Gauge).Single(each => each.Epsilon == 1).Bytes / 1e3));
        Assert.Equal(expected, gauge.Data.GetScatterPoints()[^1].Y, 1e-9);
    }

    [Fact]
    public void Bounds_are_the_smallest_over_epsilon_charged_for_the_choice_with_a_line_at_one()
    {
        Plot panel = FigureSet.Find("coder-bounds")!.Draw(Runs).Single().Panels[0];
        Assert.Equal(0, panel.GetPlottables<HorizontalLine>().Single().Position);
        int n = ModularTask.TrainCount(Operation.Add, 113, 0.2);
        double expected = Of(Operation.Add, Method.Ours).Average(run => Math.Log10(run.Measurements[^1].SizesBy(CoderKind.Fourier).Min(each => GeneralizationBound.Of(8.0 * each.Bytes, 1 - each.CoarseTrain.Accuracy, n, 0.05 / 2))));
        Assert.Equal(expected, panel.GetPlottables<Scatter>().ElementAt(3).Data.GetScatterPoints()[^1].Y, 1e-9);
    }

    [Fact]
    public void The_table_has_the_peak_and_the_end_at_every_epsilon_with_each_seeds_own_ratio()
    {
        CoderTable table = CoderTable.Of(Runs)!;
        Assert.Equal(["task", "method", ">epoch", ">ε", ">seeds", ">bzip2", ">tensor", ">gauge", ">fourier"], table.Header);
        Assert.Contains("prior", table.Note, StringComparison.Ordinal);
        List<CoderTable.Row> rows = [.. table.Rows.Where(row => row is { Task: Operation.Add, Method: Method.Ours })];
        Assert.Equal([0.25, 1, 0.25, 1], rows.Select(row => row.Epsilon));
        Assert.Equal(600, rows[^1].Epoch);
        Assert.Equal(Of(Operation.Add, Method.Ours).Average(run => (double)run.Measurements[^1].Epsilons[1].Bytes), rows[^1].Sizes[0].Bytes);
        Assert.All(rows, row => Assert.Equal([1, 0.5, 0.25, 0.125], row.Sizes.Select(size => Math.Round(size.Ratio, 3))));
        Assert.All(table.Cells(), row => Assert.Equal(table.Header.Count, row.Count));
        Assert.Null(CoderTable.Of(Published));
    }

    [Fact]
    public async Task Compare_and_report_show_the_table_and_draw_the_figures()
    {
        using TemporaryFolder folder = new();
        Client.Results.ResultTables.Write(folder.Path, SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 600), [.. Runs.Where(run => run.Specification is { Task: Operation.Add, Method: Method.Ours })]);
        Commands.CommandLine grok = new();
        Assert.Equal(0, await grok.InvokeAsync("compare", folder.Path));
        Assert.Contains("Published coder against ours\ntask  method  epoch     ε  seeds", grok.Output, StringComparison.Ordinal);
        Assert.Contains("fourier is a prior that knows the task to be modular", grok.Output, StringComparison.Ordinal);
        string page = File.ReadAllText(Client.Reports.Report.Write(folder.Path));
        Assert.Contains("Published coder against ours", page, StringComparison.Ordinal);
        Assert.All(Ids, id => Assert.Contains($"figure-{id.Data}: ", page, StringComparison.Ordinal));
    }

    private static IEnumerable<RunRecord> Of(Operation task, Method method) => Runs.Where(run => run.Specification.Task == task && run.Specification.Method == method);
}
