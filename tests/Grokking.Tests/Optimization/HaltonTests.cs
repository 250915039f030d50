using CsCheck;
using Grokking.Optimization;

namespace Grokking.Tests.Optimization;

public class HaltonTests
{
    [Fact]
    public void Points_depend_on_seed_and_index_alone_and_lie_in_the_square() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 100_000]).Sample((seed, index) =>
        {
            UnitPoint point = Halton.Point(seed, index);
            Assert.Equal(point, Halton.Point(seed, index));
            Assert.InRange(point.X, 0, 1);
            Assert.InRange(point.Y, 0, 1);
            Assert.NotEqual(point, Halton.Point(seed + 1, index));
        });

    [Fact]
    public void The_first_points_fill_the_square_evenly() =>
        Gen.ULong.Sample(seed =>
        {
            UnitPoint[] points = [.. Enumerable.Range(0, 72).Select(i => Halton.Point(seed, i))];
            foreach (IGrouping<(int, int), UnitPoint> cell in points.GroupBy(point => ((int)(point.X * 2), (int)(point.Y * 3))))
            {
                Assert.InRange(cell.Count(), 8, 16);
            }

            Assert.Equal(6, points.GroupBy(point => ((int)(point.X * 2), (int)(point.Y * 3))).Count());
        });

    [Fact]
    public void The_hash_is_the_published_generator()
    {
        // The first two outputs of SplitMix64 seeded with 0; its state grows by a constant.
        Assert.Equal(0xE220A8397B1DCDAFUL, Halton.Hash(0));
        Assert.Equal(0x6E789E6AA1B965F4UL, Halton.Hash(0x9E3779B97F4A7C15));
    }
}
