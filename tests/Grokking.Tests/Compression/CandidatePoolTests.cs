using Grokking.Compression;
using Grokking.Optimization;

namespace Grokking.Tests.Compression;

public class CandidatePoolTests
{
    private static readonly double[] Epsilons = [1, 0.25, 0.0625];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Compressing_only_what_can_win_finds_the_sizes_that_compressing_everything_finds(long seed)
    {
        ToyNetwork toy = ToyNetwork.Small(seed: seed);
        CandidatePool frugal = new Measuring(toy).Pool;
        CandidatePool exhaustive = new Measuring(toy).Pool;
        foreach (CandidatePool pool in new[] { frugal, exhaustive })
        {
            pool.Evaluate(Enumerable.Range(0, 150).Select(i => Halton.Point((ulong)seed, i)).Select(point => (0.5 + (point.Y / 2), SearchSpace.Delta(point.X))));
        }

        foreach (Candidate candidate in exhaustive.Candidates)
        {
            exhaustive.Bytes(candidate);
        }

        Assert.Equal(exhaustive.SmallestConfirmed(Epsilons).Select(exhaustive.Bytes), frugal.SmallestConfirmed(Epsilons).Select(frugal.Bytes));
        Assert.True(frugal.Coded < exhaustive.Coded / 3, $"{frugal.Coded} of {exhaustive.Coded} were compressed");
    }

    [Fact]
    public void Thresholds_that_give_the_same_ranks_are_one_network()
    {
        ToyNetwork toy = ToyNetwork.Small();
        CandidatePool pool = new Measuring(toy).Pool;
        int scored = toy.Scored;
        Assert.Equal(2, pool.Evaluate([(1, 0.1), (0.999, 0.1), (1, 0.2)]));
        Assert.Equal(0, pool.Evaluate([(0.999, 0.2)]));
        Assert.Equal(scored + 2, toy.Scored);
    }

    [Fact]
    public void A_container_that_decodes_to_a_network_beyond_the_bound_does_not_win()
    {
        ToyNetwork toy = ToyNetwork.Small();
        CandidatePool pool = new Measuring(toy.Weights, toy, new LossyCoder()).Pool;
        pool.Evaluate([(1, 0.01), (1, 0.02)]);
        Assert.All(pool.Candidates, candidate => Assert.True(candidate.Meets(0.25)));

        Assert.Same(pool.Naive, Assert.Single(pool.SmallestConfirmed([0.25])));
        Assert.All(pool.Candidates, candidate => Assert.False(candidate.Meets(0.25)));
    }

    [Fact]
    public void A_cancelled_measuring_stops_before_the_next_batch()
    {
        ToyNetwork toy = ToyNetwork.Small();
        using CancellationTokenSource source = new();
        CandidatePool pool = new Measuring(toy.Weights, toy, cancellation: source.Token).Pool;
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => pool.Evaluate([(1, 0.1)]));
    }

    // Loses every quantised value: what it decodes to is not what was scored.
    private sealed class LossyCoder : ICoder
    {
        private readonly Bzip2Coder bzip2 = new();

        public string Name => "lossy";

        public byte[] Encode(CoarseNetwork network) => bzip2.Encode(network);

        public CoarseNetwork Decode(byte[] container, Grokking.Model.ParameterLayout layout)
        {
            CoarseNetwork network = bzip2.Decode(container, layout);
            return new CoarseNetwork(layout, network.Delta, [.. network.Ranks], new float[network.Values.Length]);
        }
    }
}
