using CsCheck;
using Grokking.Theory;

namespace Grokking.Tests.Theory;

public class GeneralizationBoundTests
{
    [Fact]
    public void The_bound_is_the_one_computed_by_hand() =>
        // 8,000 bits, a tenth of 2,553 equations wrong: 0.1 + √((8000 + 2 · 8.98719682 + 2.99573227) / 5106)
        Assert.Equal(0.1 + Math.Sqrt(8020.97012591 / 5106), GeneralizationBound.Of(8000, 0.1, 2553), 9);

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_network_of_hardly_any_bits_counts_as_one_bit(double bits) =>
        Assert.Equal(Math.Sqrt((1 + Math.Log(20)) / 200), GeneralizationBound.Of(bits, 0, 100), 12);

    [Fact]
    public void More_bits_more_errors_and_fewer_equations_loosen_it() =>
        Gen.Select(Gen.Double[2, 1e6], Gen.Double[0, 0.9], Gen.Int[1, 10_000]).Sample((bits, error, n) =>
        {
            double bound = GeneralizationBound.Of(bits, error, n);
            Assert.True(GeneralizationBound.Of(bits * 1.1, error, n) > bound);
            Assert.True(GeneralizationBound.Of(bits, error + 0.1, n) > bound);
            Assert.True(GeneralizationBound.Of(bits, error, n + 1) < bound);
            Assert.True(GeneralizationBound.Of(bits, error, n, delta: 0.01) > bound);
        });

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(100, 0)]
    [InlineData(100, 1)]
    public void What_has_no_bound_is_refused(int trainCount, double delta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneralizationBound.Of(8000, 0, trainCount, delta));
}
