using Grokking.Compression;
using Grokking.Model;
using Grokking.Optimization;

namespace Grokking.Tests.Compression;

public class EntropySurfaceTests
{
    [Fact]
    public void The_estimate_is_the_entropy_of_the_stored_symbols()
    {
        // Four symbols, equally frequent: 64 values of 2 bits each, at Δ = 1 a point of the grid.
        ParameterLayout layout = new([new("bias", 64)]);
        Weights weights = new(layout, [.. Enumerable.Range(0, 64).Select(i => (float)(i % 4))]);
        double bytes = new EntropySurface(weights, LowRank.Of(weights)).Bytes(new UnitPoint(1, 0.5));
        Assert.Equal(70 + (1.12 * 64 * 2 / 8) + (1.3 * 4), bytes, 9);
    }

    [Fact]
    public void It_is_within_a_quarter_of_the_real_size_wherever_a_network_keeps_more_than_a_few_hundred_bytes()
    {
        ToyNetwork toy = ToyNetwork.OfPaperSize();
        LowRank lowRank = LowRank.Of(toy.Weights);
        EntropySurface surface = new(toy.Weights, lowRank);
        foreach (UnitPoint point in Enumerable.Range(0, 12).Select(i => Halton.Point(11, i)))
        {
            int bytes = new Bzip2Coder().Encode(CoarseNetwork.Of(toy.Weights, lowRank, lowRank.Ranks(point.Y), SearchSpace.Delta(point.X))).Length;
            Assert.InRange(surface.Bytes(point) / bytes, 0.8, 1.25);
        }
    }

    [Fact]
    public void What_was_compressed_sharpens_the_belief_around_it()
    {
        ToyNetwork toy = ToyNetwork.Small();
        SizeModel sizes = new(new EntropySurface(toy.Weights, LowRank.Of(toy.Weights)));
        UnitPoint point = new(0.4, 0.6);
        Gaussian before = sizes.LogBytes(point);
        long bytes = (long)Math.Round(1.1 * Math.Exp(before.Mean));

        sizes.Observe(point, bytes);

        Assert.Equal(Math.Log(bytes), sizes.LogBytes(point).Mean, 0.001);
        Assert.True(sizes.LogBytes(point).Variance < before.Variance / 50);
        Assert.True(sizes.LowerBound(point) < Math.Log(bytes));
        Assert.True(sizes.LogBytes(point.Moved(0.05, 0)).Variance < sizes.LogBytes(point.Moved(0.5, 0)).Variance);
    }
}
