using GrokCluster.Client.Comparison;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Comparison;

public class TaskComparisonTests
{
    private static readonly RunRecord Run = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1))[0];

    [Fact]
    public void A_mean_over_seeds_stands_against_the_published_value()
    {
        MethodSummary ours = Of(Made(seed: 0, memorized: 80, grokked: 300, peak: 90_000, last: 20_000), Made(seed: 1, memorized: 90, grokked: 500, peak: 104_000, last: 28_000));
        Assert.Equal((2, 0, 1.0), (ours.Seeds, ours.LeftOut, ours.Epsilon));
        Assert.Empty(ours.Deviations);
        Assert.Equal(new MeanAndError(2, 85, 5), ours.Value(Named("memorization_epoch")));
        Assert.Equal(new MeanAndError(2, 400, 100), ours.Value(Named("grokking_epoch")));
        Assert.Equal(new MeanAndError(2, 97, 7), ours.Value(Named("peak_complexity")));
        Assert.Equal(new MeanAndError(2, 24, 4), ours.Value(Named("final_complexity")));
        Assert.Equal(1, ours.Ratio(Named("memorization_epoch"))!.Value.Low);
        Assert.Equal(new PublishedRange(1, 400 / 350.0), ours.Ratio(Named("grokking_epoch")));
        Assert.Equal(1, ours.Ratio(Named("final_complexity"))!.Value.High);
        Assert.Null(ours.Ratio(Named("lowest_complexity")));
    }

    [Fact]
    public void A_seed_without_the_value_does_not_count_and_one_that_diverged_or_failed_is_left_out()
    {
        RunRecord still = Made(seed: 1, memorized: 90, grokked: null, peak: 104_000, last: 28_000);
        MethodSummary ours = Of(
            Made(seed: 0, memorized: 80, grokked: 300, peak: 90_000, last: 20_000), still, still with { State = RunState.Diverged, DivergedAt = 99 }, still with { State = RunState.Failed });
        Assert.Equal((2, 2), (ours.Seeds, ours.LeftOut));
        Assert.Equal(new MeanAndError(1, 300, 0), ours.Value(Named("grokking_epoch")));
    }

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(9_999, true)]
    public void A_final_value_before_the_published_end_is_marked(int epoch, bool shorter)
    {
        MethodSummary ours = Of(Made(0, 80, 300, 90_000, 20_000, epoch));
        Assert.Equal((epoch, epoch), ours.LastEpoch);
        Assert.Equal(shorter, ours.IsShorter(Named("final_complexity")));
        Assert.False(ours.IsShorter(Named("grokking_epoch")));
    }

    [Fact]
    public void Only_method_ours_and_the_figures_tasks_have_published_values()
    {
        IReadOnlyList<TaskComparison> tasks = TaskComparison.Of(SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Mul, Operation.SumOfSquares], [Method.None, Method.Ours], seeds: 2, epochs: 500)));
        Assert.Equal(["mul", "x2+y2"], tasks.Select(task => task.Title));
        Assert.Equal([Method.Ours, Method.None], tasks[0].Methods.Select(each => each.Method));
        Assert.NotNull(tasks[0].Methods[0].Published);
        Assert.Null(tasks[0].Methods[1].Published);
        Assert.Null(tasks[1].Methods[0].Published);
    }

    [Fact]
    public void Grid_points_are_compared_apart_and_say_what_deviates()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 500) with { Grid = [new GridAxis("weight_decay", [1, 3])] };
        IReadOnlyList<TaskComparison> tasks = TaskComparison.Of(SyntheticRuns.Of(sweep));
        Assert.Equal(["add, weight_decay = 1", "add, weight_decay = 3"], tasks.Select(task => task.Title));
        Assert.Empty(tasks[0].Methods[0].Deviations);
        Assert.Equal("weight_decay 3 (published 1)", Assert.Single(tasks[1].Methods[0].Deviations).ToString());
    }

    [Fact]
    public void Another_epsilon_than_the_published_one_deviates()
    {
        RunRecord run = Made(0, 80, 300, 90_000, 20_000);
        MethodSummary ours = Of(run with { Measurements = [.. run.Measurements.Select(each => each with { Epsilons = [each.Epsilons[0] with { Epsilon = 0.5 }] })] });
        Assert.Equal("epsilon 0.5 (published 1)", Assert.Single(ours.Deviations).ToString());
    }

    [Fact]
    public void A_run_of_which_nothing_is_known_yet_has_no_values()
    {
        MethodSummary ours = Of(Run with { State = RunState.Waiting, Evaluations = [], Measurements = [] });
        Assert.All(ours.Values, value => Assert.Equal(0, value.Count));
        Assert.All(Quantity.All, quantity => Assert.Null(ours.Ratio(quantity)));
        Assert.All(Quantity.All, quantity => Assert.False(ours.IsShorter(quantity)));
        Assert.Equal((0, 0), ours.LastEpoch);
    }

    private static MethodSummary Of(params RunRecord[] runs) => Assert.Single(Assert.Single(TaskComparison.Of(runs)).Methods);

    private static Quantity Named(string name) => Quantity.All.Single(each => each.Name == name);

    private static RunRecord Made(ulong seed, int memorized, int? grokked, long peak, long last, int lastEpoch = 10_000) => Run with
    {
        Specification = Run.Specification with { Seed = seed },
        Evaluations =
        [
            new Evaluation(1, new Score(4, 0.01), new Score(4, 0.01)),
            new Evaluation(memorized, new Score(0.1, 1), new Score(4, 0.1)),
            .. grokked is { } epoch ? new[] { new Evaluation(epoch, new Score(0.1, 1), new Score(0.1, 1)) } : [],
        ],
        Measurements = [Sized(1, 285), Sized(90, peak), Sized(lastEpoch, last)],
    };

    private static Measurement Sized(int epoch, long bytes) => Run.Measurements[0] with { Epoch = epoch, Epsilons = [Run.Measurements[0].Epsilons[0] with { Epsilon = 1, Bytes = bytes }] };
}
