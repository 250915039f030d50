using Grokking.Compression;
using Grokking.Model;

namespace Grokking.Tests.Compression;

public class QuantizationSearchTests
{
    private static readonly double[] Epsilons = [1, 0.0625, 0.25];

    [Fact]
    public void Bins_are_ten_per_decade_from_a_thousandth_to_one()
    {
        Assert.Equal(31, QuantizationSearch.Deltas.Count);
        Assert.Equal(0.001, QuantizationSearch.Deltas[0], 12);
        Assert.Equal(0.01, QuantizationSearch.Deltas[10], 12);
        Assert.Equal(1, QuantizationSearch.Deltas[30], 12);
    }

    [Fact]
    public void One_pass_finds_for_every_epsilon_what_the_paper_s_loop_finds()
    {
        ToyNetwork toy = ToyNetwork.Small();
        Measuring measuring = new(toy);
        CandidatePool pool = measuring.Pool;
        IReadOnlyList<Candidate> found = QuantizationSearch.Run(pool, measuring.Sizes, Epsilons);
        Assert.Equal(Epsilons.Select(epsilon => Algorithm2(toy, epsilon)), found.Select(pool.Bytes));
        Assert.True(pool.Bytes(found[0]) < pool.Bytes(pool.Naive));
    }

    [Fact]
    public void Where_no_bin_meets_the_bound_the_unchanged_weights_remain()
    {
        Measuring measuring = new(ToyNetwork.Small().Weights, new ConstantScorer(1, later: 9));
        Assert.All(QuantizationSearch.Run(measuring.Pool, measuring.Sizes, Epsilons), candidate => Assert.Same(measuring.Pool.Naive, candidate));
    }

    [Fact]
    public void Bins_too_small_to_win_are_not_scored()
    {
        Measuring measuring = new(ToyNetwork.Small());
        QuantizationSearch.Run(measuring.Pool, measuring.Sizes, [1]);
        Assert.InRange(measuring.Pool.Candidates.Count, 1, QuantizationSearch.Deltas.Count - 1);
    }

    // Algorithm 2 as printed, for one ε.
    private static long Algorithm2(ToyNetwork toy, double epsilon)
    {
        Bzip2Coder coder = new();
        LowRank lowRank = LowRank.Of(toy.Weights);
        double loss = toy.ScoreTrain([toy.Weights])[0].Loss;
        long best = coder.Encode(CoarseNetwork.Unquantized(toy.Weights)).Length;
        foreach (double delta in QuantizationSearch.Deltas)
        {
            CoarseNetwork coarse = CoarseNetwork.Of(toy.Weights, lowRank, new int[toy.Weights.Layout.Parameters.Count], delta);
            if (Math.Abs(toy.ScoreTrain([coarse.ToWeights()])[0].Loss - loss) < epsilon)
            {
                best = Math.Min(best, coder.Encode(coarse).Length);
            }
        }

        return best;
    }
}
