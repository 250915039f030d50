using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Results;

public class RunSummaryTests
{
    private static readonly RunRecord Run = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1, epochs: 600))[0];

    [Fact]
    public void Epochs_of_memorisation_and_grokking_are_the_first_that_reach_the_threshold()
    {
        RunSummary summary = RunSummary.Of(Run with { Evaluations = [At(1, 0.1, 0), At(5, 0.98, 0.1), At(9, 0.97, 0.2), At(20, 1, 0.979), At(30, 1, 0.99), At(40, 1, 0.5)] });
        Assert.Equal(5, summary.MemorizationEpoch);
        Assert.Equal(30, summary.GrokkingEpoch);
        Assert.Equal(At(40, 1, 0.5), summary.Final);
    }

    [Fact]
    public void A_run_that_never_learns_has_no_epoch_of_it()
    {
        RunSummary summary = RunSummary.Of(Run with { Evaluations = [At(1, 0.1, double.NaN)] });
        Assert.Null(summary.MemorizationEpoch);
        Assert.Null(summary.GrokkingEpoch);
    }

    [Fact]
    public void Complexity_is_that_at_epsilon_one_and_lowest_only_after_the_peak()
    {
        RunSummary summary = RunSummary.Of(Run with { Measurements = [Sizes(1, 9, 10), Sizes(20, 900, 800), Sizes(50, 999, 800), Sizes(90, 40, 30), Sizes(99, 50, 35)] });
        Assert.Equal(1, summary.Epsilon);
        Assert.Equal(new ComplexityAt(20, 800), summary.Peak);
        Assert.Equal(new ComplexityAt(90, 30), summary.Lowest);
        Assert.Equal(new ComplexityAt(99, 35), summary.Last);
    }

    [Fact]
    public void A_network_that_a_spike_of_the_loss_has_broken_is_not_the_simplest()
    {
        RunSummary summary = RunSummary.Of(Run with { Measurements = [Sizes(50, 999, 800), Broken(70, 1), Sizes(90, 40, 30), Sizes(99, 50, 35)] });
        Assert.Equal(new ComplexityAt(90, 30), summary.Lowest);
        Assert.Equal(new ComplexityAt(70, 1), RunSummary.Of(Run with { Measurements = [Broken(50, 800), Broken(70, 1), Broken(90, 30)] }).Lowest);
    }

    [Fact]
    public void Without_epsilon_one_the_first_is_shown()
    {
        Measurement measurement = Sizes(1, 9, 10);
        RunSummary summary = RunSummary.Of(Run with { Measurements = [measurement with { Epsilons = [measurement.Epsilons[0]] }] });
        Assert.Equal(0.25, summary.Epsilon);
        Assert.Equal(9, summary.Peak?.Bytes);
    }

    [Fact]
    public void A_run_without_results_has_an_empty_summary()
    {
        RunSummary summary = RunSummary.Of(Run with { Evaluations = [], Measurements = [] });
        Assert.Equal(new RunSummary(null, null, null, double.NaN, null, null, null), summary);
    }

    private static Evaluation At(int epoch, double train, double test) => new(epoch, new Score(1, train), new Score(1, test));

    private static Measurement Broken(int epoch, long one) => Sizes(epoch, one, one) with { Train = new Score(3, 0.3) };

    private static Measurement Sizes(int epoch, long quarter, long one)
    {
        Measurement measurement = Run.Measurements[0];
        return measurement with { Epoch = epoch, Train = new Score(0.1, 1), Epsilons = [measurement.Epsilons[0] with { Epsilon = 0.25, Bytes = quarter }, measurement.Epsilons[1] with { Epsilon = 1, Bytes = one }] };
    }
}
