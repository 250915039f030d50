using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Tests.Commands;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Coders;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.SweepFiles;

public class SweepFileTests
{
    [Fact]
    public void Every_key_reaches_the_specification()
    {
        SweepSpecification sweep = SweepFile.Parse(SweepTexts.Valid + "\nnetwork: mlp\nlearning_rate: 2e-3\ndevice: cuda\nkeep: resume\nattempts: 5", SweepTexts.File);

        Assert.Equal("quick", sweep.Name);
        Assert.Equal([Operation.Add, Operation.Div], sweep.Tasks);
        Assert.Equal([Method.None, Method.Ours], sweep.Methods);
        Assert.Equal([0, 1], sweep.Seeds);
        Assert.Equal(600, sweep.Epochs);
        Assert.Equal(NetworkKind.Mlp, sweep.Network);
        Assert.Equal(new MeasureSettings { ScheduleBase = 1.3, EvaluationBase = 1.05, Epsilons = [1, 0.25], Evaluations = 62 }, sweep.Measure);
        Assert.Equal(("cuda", Retention.Resume, 5), (sweep.Device, sweep.Keep, sweep.Attempts));
        Assert.Equal(new Dictionary<string, double> { ["modulus"] = 97, ["learning_rate"] = 2e-3 }, sweep.Fixed);
        GridAxis axis = Assert.Single(sweep.Grid);
        Assert.Equal("weight_decay", axis.Hyperparameter);
        Assert.Equal([0.3, 1], axis.Values);
    }

    [Fact]
    public void What_a_file_leaves_out_is_as_published_and_named_after_the_file()
    {
        SweepSpecification sweep = SweepFile.Parse("tasks: x2+xy+y2\nmethods: weight-decay\nseeds: 7\nepochs: 1e3\n", "sweeps/mine.yaml");

        Assert.Equal("mine", sweep.Name);
        Assert.Equal([Operation.QuadraticForm], sweep.Tasks);
        Assert.Equal([Method.WeightDecay], sweep.Methods);
        Assert.Equal([7], sweep.Seeds);
        Assert.Equal(1000, sweep.Epochs);
        Assert.Equal(NetworkKind.Transformer, sweep.Network);
        Assert.Equal(new MeasureSettings(), sweep.Measure);
        Assert.Equal(("cpu", Retention.All, 3), (sweep.Device, sweep.Keep, sweep.Attempts));
        Assert.Empty(sweep.Fixed);
        Assert.Empty(sweep.Grid);
    }

    [Theory]
    [InlineData("seeds: 3..6", new ulong[] { 3, 4, 5, 6 })]
    [InlineData("seeds: 4..4", new ulong[] { 4 })]
    [InlineData("seeds: 0..6 step 3", new ulong[] { 0, 3, 6 })]
    [InlineData("seeds: [9, 2]", new ulong[] { 9, 2 })]
    [InlineData("seeds: 18446744073709551615", new[] { ulong.MaxValue })]
    public void Seeds_are_a_range_a_list_or_a_number(string line, ulong[] seeds) =>
        Assert.Equal(seeds, SweepFile.Parse(SweepTexts.With("seeds", line), SweepTexts.File).Seeds);

    [Theory]
    [InlineData("0.1..0.5 step 0.1", new[] { 0.1, 0.2, 0.3, 0.4, 0.5 })]
    [InlineData("0..1 step 0.4", new[] { 0, 0.4, 0.8 })]
    [InlineData("1..3", new double[] { 1, 2, 3 })]
    [InlineData("1e-3..3e-3 step 1e-3", new[] { 0.001, 0.002, 0.003 })]
    [InlineData("0.3", new[] { 0.3 })]
    public void A_grid_axis_is_a_range_a_list_or_a_number(string axis, double[] values) =>
        Assert.Equal(values, SweepFile.Parse(SweepTexts.With("  weight_decay", $"  weight_decay: {axis}"), SweepTexts.File).Grid[0].Values);

    [Fact]
    public void Evaluating_at_every_epoch_is_called_all() =>
        Assert.Equal(1, SweepFile.Parse(SweepTexts.With("measure", "measure: { evaluate: all }"), SweepTexts.File).Measure.EvaluationBase);

    [Theory]
    [InlineData("[bzip2, tensor, gauge, fourier]", new[] { CoderKind.Tensor, CoderKind.Gauge, CoderKind.Fourier })]
    [InlineData("[fourier, tensor]", new[] { CoderKind.Tensor, CoderKind.Fourier })]
    [InlineData("gauge", new[] { CoderKind.Gauge })]
    [InlineData("bzip2", new CoderKind[0])]
    public void Coders_stand_beside_bzip2_in_one_order_whether_it_is_named_or_not(string coders, CoderKind[] more) =>
        Assert.Equal(more, SweepFile.Parse(SweepTexts.With("measure", $"measure: {{ coder: {coders} }}"), SweepTexts.File).Measure.MoreCoders);

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_nothing()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("q.yaml", "\uFEFF" + SweepTexts.Valid.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal("quick", SweepFile.Read(path).Name);
    }

    [Theory]
    [InlineData("quickstart", 4, 600)]
    [InlineData("figure-1", 6, 10_000)]
    [InlineData("figure-1-small", 4, 1000)]
    [InlineData("figure-2", 24, 10_000)]
    [InlineData("figure-2-small", 4, 1000)]
    [InlineData("figure-3", 24, 10_000)]
    [InlineData("figure-3-small", 4, 1000)]
    [InlineData("figure-6", 36, 10_000)]
    [InlineData("figure-coders", 16, 1000)]
    [InlineData("figure-coders-small", 2, 600)]
    [InlineData("figure-6-small", 6, 1000)]
    [InlineData("figure-phase-diagram", 48, 3000)]
    [InlineData("figure-phase-diagram-small", 16, 500)]
    [InlineData("paper", 72, 10_000)]
    [InlineData("paper-small", 12, 1000)]
    public void The_ready_sweeps_are_valid(string name, int runs, int epochs)
    {
        SweepSpecification sweep = SweepFile.Read(Path.Combine(Repository.Root, "sweeps", $"{name}.yaml"));

        Assert.Equal(name, sweep.Name);
        Assert.Equal(runs, SweepExpansion.Runs(sweep).Count());
        Assert.Equal(epochs, sweep.Epochs);
        Assert.Contains(1.0, sweep.Measure.Epsilons);
    }

    [Fact]
    public void Every_ready_sweep_is_named_as_its_file_and_has_a_small_form()
    {
        string[] names = [.. Directory.GetFiles(Path.Combine(Repository.Root, "sweeps")).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
        Assert.All(names, name => Assert.Equal(name, SweepFile.Read(Path.Combine(Repository.Root, "sweeps", $"{name}.yaml")).Name));
        Assert.All(names.Where(name => name != "quickstart" && !name.EndsWith("-small", StringComparison.Ordinal)), name => Assert.Contains($"{name}-small", names));
    }
}
