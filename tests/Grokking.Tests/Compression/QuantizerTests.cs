using CsCheck;
using Grokking.Compression;

namespace Grokking.Tests.Compression;

public class QuantizerTests
{
    [Theory]
    [InlineData(0.26f, 0.1, 3)]
    [InlineData(-0.26f, 0.1, -3)]
    [InlineData(0.25f, 0.5, 0)] // ties to even
    [InlineData(0.75f, 0.5, 2)]
    [InlineData(-0.04f, 0.1, 0)]
    public void A_weight_falls_into_the_nearest_bin(float value, double delta, int bin) => Assert.Equal(bin, Quantizer.Bin(value, delta));

    [Fact]
    public void Negative_zero_is_stored_as_zero()
    {
        float[] values = [-0.001f, -0f];
        Quantizer.Quantize(values, 0.1, values);
        Assert.All(values, value => Assert.Equal(0, BitConverter.SingleToInt32Bits(value)));
        Assert.False(Quantizer.IsQuantized(-0f, 0.1));
    }

    [Fact]
    public void It_moves_no_weight_by_more_than_half_a_bin_and_a_second_time_not_at_all() =>
        Gen.Select(Gen.Float[-20, 20], Gen.Double[0.001, 1]).Sample((value, delta) =>
        {
            float once = Quantizer.Value(Quantizer.Bin(value, delta), delta);
            Assert.True(Math.Abs(once - value) <= (delta / 2) + 2e-6);
            Assert.Equal(once, Quantizer.Value(Quantizer.Bin(once, delta), delta));
            Assert.True(Quantizer.IsQuantized(once, delta));
        });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(0.15f)]
    [InlineData(1e30f)]
    public void What_is_no_multiple_of_the_bin_is_recognised(float value) => Assert.False(Quantizer.IsQuantized(value, 0.1));
}
