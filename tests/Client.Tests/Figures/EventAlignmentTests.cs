using GrokCluster.Client.Figures;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Figures;

public class EventAlignmentTests
{
    private static readonly RunRecord Run = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1, epochs: 10))[0];

    [Fact]
    public void Curves_that_differ_in_their_epochs_alone_coincide()
    {
        // Each falls by 3 for each power of ten and is 7 when it groks.
        Curve curve = EventAlignment.Over([Grokking(40), Grokking(400)], run => Falling(run, 1, 10_000), summary => summary.GrokkingEpoch);
        Assert.All(curve.Points, point => Assert.Equal(7 - (3 * Math.Log10(point.Epoch)), point.Value.Mean, 1e-7));
        Assert.All(curve.Points, point => Assert.Equal(0, point.Value.StandardError, 1e-7));
        CurvePoint atGrokking = Assert.Single(curve.Points, point => point.Epoch == 1);
        Assert.Equal(2, atGrokking.Value.Count);
        Assert.Equal(curve.Points.Select(point => point.Epoch).Order(), curve.Points.Select(point => point.Epoch));
    }

    [Fact]
    public void Each_run_counts_as_far_as_it_has_values()
    {
        Curve curve = EventAlignment.Over([Grokking(100), Grokking(1000)], run => Falling(run, 10, 1000), summary => summary.GrokkingEpoch);
        Assert.InRange(curve.Points[0].Epoch, 0.01, 0.01 * EventAlignment.Step);
        Assert.InRange(curve.Points[^1].Epoch, 10 / EventAlignment.Step, 10);
        Assert.All(curve.Points, point => Assert.Equal(point.Epoch is >= 0.1 and <= 1 ? 2 : 1, point.Value.Count));
    }

    [Fact]
    public void Runs_without_the_event_are_left_out_and_so_is_what_is_no_number()
    {
        Assert.Empty(EventAlignment.Over([Run with { Evaluations = [] }], run => Falling(run, 1, 10), summary => summary.GrokkingEpoch).Points);
        Curve curve = EventAlignment.Over([Grokking(10)], _ => [(1, 5), (10, double.NaN), (100, 5)], summary => summary.GrokkingEpoch);
        Assert.All(curve.Points, point => Assert.Equal(5, point.Value.Mean, 1e-12));
        Assert.Contains(curve.Points, point => point.Epoch == 1);
    }

    private static IEnumerable<(int Epoch, double Value)> Falling(RunRecord run, int first, int last) =>
        from epoch in new[] { 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000 }
        where epoch >= first && epoch <= last
        select (epoch, 7 - (3 * Math.Log10((double)epoch / run.Evaluations[^1].Epoch)));

    private static RunRecord Grokking(int epoch) => Run with { Evaluations = [new(epoch, new Score(0, 1), new Score(0, 1))] };
}
