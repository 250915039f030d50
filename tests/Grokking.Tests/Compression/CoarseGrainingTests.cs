using Grokking.Compression;
using Grokking.Model;
using Grokking.Plain;

namespace Grokking.Tests.Compression;

public class CoarseGrainingTests
{
    private static readonly double[] Epsilons = [4, 2, 1, 0.5, 0.25, 0.125, 0.0625];

    [Fact]
    public void Sizes_from_one_pool_are_on_the_whole_no_larger_than_those_of_the_published_procedure_run_for_each_epsilon()
    {
        double ratios = 0;
        int count = 0;
        foreach (long seed in new[] { 1, 2, 3 })
        {
            ToyNetwork toy = ToyNetwork.Small(seed: seed);
            Measuring measuring = new(toy);
            double[] bounds = [2, 0.5, 0.125];
            QuantizationSearch.Run(measuring.Pool, measuring.Sizes, bounds);
            IReadOnlyList<Candidate> found = CoarseGraining.Run(measuring.Pool, measuring.Sizes, bounds, evaluations: 62, seed: 7);
            foreach ((Candidate candidate, double epsilon) in found.Zip(bounds))
            {
                ratios += Math.Log(measuring.Pool.Bytes(candidate) / (double)PlainCoarseGraining.SmallestBytes(toy.Weights, toy, epsilon, seed: 7));
                count++;
            }
        }

        Assert.InRange(Math.Exp(ratios / count), 0.3, 1.0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_container_decodes_by_itself_to_a_network_within_its_bound(ulong seed)
    {
        ToyNetwork toy = ToyNetwork.Small();
        Measuring measuring = new(toy);
        double loss = toy.ScoreTrain([toy.Weights])[0].Loss;
        foreach ((Candidate found, double epsilon) in CoarseGraining.Run(measuring.Pool, measuring.Sizes, Epsilons, 62, seed).Zip(Epsilons))
        {
            Weights decoded = new Bzip2Coder().Decode(found.Container!, toy.Weights.Layout).ToWeights();
            double distortion = Math.Abs(toy.ScoreTrain([decoded])[0].Loss - loss);
            Assert.True(distortion < epsilon, $"{distortion} against {epsilon}");
            Assert.Equal(distortion, found.Distortion, 1e-6);
            CoarseNetwork scored = CoarseNetwork.Of(toy.Weights, measuring.LowRank, measuring.LowRank.Ranks(found.Tau), found.Delta);
            Assert.Equal(scored.ToWeights().Values, decoded.Values);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_larger_epsilon_never_has_a_larger_size(ulong seed)
    {
        Measuring measuring = new(ToyNetwork.Small(seed: (long)seed));
        long[] sizes = [.. CoarseGraining.Run(measuring.Pool, measuring.Sizes, Epsilons, 40, seed).Select(measuring.Pool.Bytes)];
        Assert.Equal(sizes.Order(), sizes);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(62)]
    public void No_more_networks_are_scored_than_allowed_besides_theta_and_the_check_of_the_winners(int evaluations)
    {
        ToyNetwork toy = ToyNetwork.Small();
        Measuring measuring = new(toy);
        int before = toy.Scored;
        int winners = CoarseGraining.Run(measuring.Pool, measuring.Sizes, Epsilons, evaluations, 1).Distinct().Count(each => each != measuring.Pool.Naive);
        Assert.InRange(measuring.Pool.Candidates.Count, 1, evaluations);
        Assert.InRange(toy.Scored - before, measuring.Pool.Candidates.Count, evaluations + winners);
    }

    [Fact]
    public void Where_nothing_meets_a_bound_the_unchanged_weights_remain()
    {
        foreach (double loss in new[] { 99, double.NaN })
        {
            Measuring measuring = new(ToyNetwork.Small().Weights, new ConstantScorer(1, later: loss));
            Assert.All(CoarseGraining.Run(measuring.Pool, measuring.Sizes, Epsilons, 30, 1), found => Assert.Same(measuring.Pool.Naive, found));
        }
    }

    [Fact]
    public void Where_everything_meets_every_bound_the_search_ends_early_with_a_trivial_network()
    {
        Measuring measuring = new(ToyNetwork.Small().Weights, new ConstantScorer(1, later: 1));
        IReadOnlyList<Candidate> found = CoarseGraining.Run(measuring.Pool, measuring.Sizes, Epsilons, 200, 1);
        Assert.All(found, each => Assert.InRange(measuring.Pool.Bytes(each), 1, 400));
        Assert.Single(measuring.Pool.Candidates);
    }
}
