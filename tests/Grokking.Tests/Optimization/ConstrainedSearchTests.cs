using Grokking.Optimization;

namespace Grokking.Tests.Optimization;

/// <summary>min −(x + y) subject to x² + y² &lt; t: the optimum is −√(2t), on the diagonal.</summary>
public class ConstrainedSearchTests
{
    private static readonly double[] Thresholds = [0.9, 0.4, 0.1];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_optima_of_a_known_problem_are_found_within_two_percent(ulong seed)
    {
        ConstrainedSearch search = new(point => new Gaussian(-(point.X + point.Y), 1e-6), Thresholds, seed);
        List<Observation> observations = [.. Enumerable.Range(0, 8).Select(i => Evaluate(Halton.Point(seed, i)))];
        for (int round = 0; round < 7; round++)
        {
            observations.AddRange(search.Propose(observations, fallback: 0, count: 8).Select(Evaluate));
        }

        foreach (double t in Thresholds)
        {
            double found = observations.Where(each => each.Constraint < t).Min(each => each.Objective);
            Assert.InRange(found, -Math.Sqrt(2 * t), -0.98 * Math.Sqrt(2 * t));
        }
    }

    [Fact]
    public void Proposals_of_one_batch_are_distinct_and_no_more_than_asked_for()
    {
        ConstrainedSearch search = new(point => new Gaussian(-(point.X + point.Y), 1e-6), Thresholds, 5);
        IReadOnlyList<UnitPoint> proposed = search.Propose([.. Enumerable.Range(0, 8).Select(i => Evaluate(Halton.Point(5, i)))], fallback: 0, count: 6);
        Assert.Equal(6, proposed.Count);
        Assert.Equal(6, proposed.Distinct().Count());
    }

    [Fact]
    public void Nothing_is_proposed_where_nothing_can_be_gained()
    {
        ConstrainedSearch search = new(_ => new Gaussian(0, 0), Thresholds, 5);
        Assert.Empty(search.Propose([Evaluate(new(0.1, 0.1))], fallback: -1, count: 6));
    }

    [Fact]
    public void Equal_seeds_and_observations_give_equal_proposals()
    {
        IReadOnlyList<UnitPoint> Propose() => new ConstrainedSearch(point => new Gaussian(-(point.X + point.Y), 1e-6), Thresholds, 9)
            .Propose([.. Enumerable.Range(0, 8).Select(i => Evaluate(Halton.Point(9, i)))], fallback: 0, count: 8);
        Assert.Equal(Propose(), Propose());
    }

    private static Observation Evaluate(UnitPoint point) => new(point, -(point.X + point.Y), (point.X * point.X) + (point.Y * point.Y));
}
