using GrokCluster.Client.Figures;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Figures;

public class CurveTests
{
    [Fact]
    public void Each_epoch_counts_the_runs_that_have_it()
    {
        IReadOnlyList<RunRecord> runs = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 3, epochs: 40));
        RunRecord diverged = runs[2] with { Evaluations = [.. runs[2].Evaluations.TakeWhile(each => each.Epoch < 10)] };
        Curve curve = Curve.Over([runs[0], runs[1], diverged], Quantities.TestAccuracy);
        Assert.Equal(runs[0].Evaluations.Select(each => (double)each.Epoch), curve.Points.Select(point => point.Epoch));
        Assert.All(curve.Points, point => Assert.Equal(point.Epoch < 10 ? 3 : 2, point.Value.Count));
        Assert.Equal((runs[0].Evaluations[^1].Test.Accuracy + runs[1].Evaluations[^1].Test.Accuracy) / 2, curve.Points[^1].Value.Mean, 1e-15);
    }

    [Fact]
    public void What_is_not_a_number_is_left_out()
    {
        RunRecord run = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1, epochs: 40))[0];
        Curve curve = Curve.Over([run], _ => [(3, double.NaN), (2, 5), (4, double.PositiveInfinity)]);
        Assert.Equal([new CurvePoint(2, new MeanAndError(1, 5, 0))], curve.Points);
    }

    [Fact]
    public void Complexity_is_taken_at_the_epsilon_that_is_asked_for_in_kilobytes()
    {
        RunRecord run = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1, epochs: 40))[0];
        Assert.Equal(run.Measurements.Select(each => (each.Epoch, each.Epsilons[0].Bytes / 1000.0)), Quantities.Complexity(0.25)(run));
    }
}
