using GrokCluster.Client.Figures;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Figures;

public class GridPointTests
{
    private static readonly SweepSpecification Sweep = SyntheticRuns.Sweep([Operation.Add, Operation.Sub], [Method.Ours], seeds: 2, epochs: 20);

    [Fact]
    public void The_settings_of_the_paper_that_differ_between_tasks_make_no_grid()
    {
        GridPoint point = GridPoint.Of(SyntheticRuns.Of(Sweep)).Single();
        Assert.Empty(point.Settings);
        Assert.Equal(4, point.Runs.Count);
        Assert.Equal("", point.Suffix);
    }

    [Fact]
    public void Each_point_of_a_grid_holds_its_runs_of_every_task()
    {
        IReadOnlyList<RunRecord> runs = SyntheticRuns.Of(Sweep with { Grid = [new GridAxis("weight_decay", [0.3, 1]), new GridAxis("spectral_entropy", [0.1, 0])] });
        IReadOnlyList<GridPoint> points = GridPoint.Of(runs);
        Assert.Equal(["-weight_decay-0.3-spectral_entropy-0.1", "-weight_decay-0.3-spectral_entropy-0", "-weight_decay-1-spectral_entropy-0.1", "-weight_decay-1-spectral_entropy-0"], points.Select(point => point.Suffix));
        Assert.Equal("weight_decay = 0.3, spectral_entropy = 0.1", points[0].Title);
        Assert.All(points, point => Assert.Equal(4, point.Runs.Count));
    }

    [Fact]
    public void Runs_that_lack_a_regulariser_which_varies_belong_to_every_point()
    {
        SweepSpecification sweep = Sweep with { Methods = [Method.None, Method.WeightDecay, Method.Ours], Grid = [new GridAxis("weight_decay", [0.3, 3]), new GridAxis("weight_noise", [0, 0.1])] };
        IReadOnlyList<GridPoint> points = GridPoint.Of(SyntheticRuns.Of(sweep));
        Assert.Equal(["-weight_decay-0.3-weight_noise-0", "-weight_decay-0.3-weight_noise-0.1", "-weight_decay-3-weight_noise-0", "-weight_decay-3-weight_noise-0.1"], points.Select(point => point.Suffix));
        Assert.All(points, point => Assert.Equal([Method.Ours, Method.None, Method.WeightDecay], point.Runs.Select(run => run.Specification.Method).Distinct()));
        Assert.All(points, point => Assert.Equal(12, point.Runs.Count));
        Assert.All(points.Take(2), point => Assert.All(point.Runs.Where(run => run.Specification.Method != Method.None), run => Assert.Equal(0.3, run.Specification.WeightDecay)));
    }
}
