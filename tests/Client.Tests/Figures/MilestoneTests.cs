using GrokCluster.Client.Figures;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Figures;

public class MilestoneTests
{
    private static readonly RunRecord Run = SyntheticRuns.Of(SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1, epochs: 10))[0];

    [Theory]
    [InlineData(null, new int[0])]
    [InlineData(7, new[] { 7 })]
    [InlineData(3, new[] { 9, 3 })]
    [InlineData(5, new[] { 9, 5, 3 })]
    [InlineData(9, new[] { 9, 5, 0 })]
    [InlineData(4, new[] { 0, 0, 3, 4 })]
    [InlineData(null, new[] { 0, 0, 3 })]
    [InlineData(null, new[] { 0 })]
    public void It_is_when_half_of_the_runs_have_got_there_and_never_is_late(int? expected, int[] epochs) =>
        Assert.Equal(expected, Milestone.Epoch([.. epochs.Select(Grokking)], summary => summary.GrokkingEpoch));

    [Theory]
    [InlineData(10, 4)]
    [InlineData(100, 8)]
    [InlineData(31.622776601683793, 6)]
    [InlineData(9, double.NaN)]
    [InlineData(101, double.NaN)]
    public void Its_height_is_on_the_line_as_it_is_drawn(double epoch, double height) =>
        Assert.Equal(height, Milestone.Height(new Curve([new(10, new(1, 4, 0)), new(100, new(1, 8, 0))]), epoch), 1e-12);

    // Groks at an epoch; 0 is never.
    private static RunRecord Grokking(int epoch) => Run with { Evaluations = [new(1, new Score(1, 0), new Score(1, 0)), .. epoch > 0 ? [new Evaluation(epoch, new Score(0, 1), new Score(0, 1))] : Array.Empty<Evaluation>()] };
}
