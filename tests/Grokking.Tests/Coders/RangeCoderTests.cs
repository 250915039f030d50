using Grokking.Coders.Entropy;
using Grokking.Randomness;

namespace Grokking.Tests.Coders;

public class RangeCoderTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.9)]
    [InlineData(3, 0.999)]
    [InlineData(4, 0.0001)]
    public void Decisions_come_back_at_about_their_entropy(ulong seed, double chance)
    {
        int[] bits = [.. Draws(seed, 20_000).Select(u => u < chance ? 1 : 0)];
        int probability = Math.Clamp((int)(chance * 65536), 1, 65535);
        RangeEncoder encoder = new();
        LengthCounter counter = default;
        foreach (int bit in bits)
        {
            encoder.Code(probability, bit);
            counter.Code(probability, bit);
        }

        byte[] stream = encoder.Finish();
        RangeDecoder decoder = new(stream);
        foreach (int bit in bits)
        {
            Assert.Equal(bit, decoder.Code(probability, 0));
        }

        Assert.False(decoder.IsExhausted);
        Assert.InRange(8 * stream.Length, 0, counter.Bits + (0.002 * bits.Length) + 16);
        double entropy = bits.Sum(bit => -Math.Log2(bit == 1 ? probability / 65536.0 : 1 - (probability / 65536.0)));
        Assert.InRange(8 * stream.Length, entropy - 1, (1.001 * entropy) + 16);
    }

    // The carry, a first byte of 0xFF and streams of nothing but ones or zeros.
    [Fact]
    public void Every_short_sequence_comes_back_at_any_probability()
    {
        foreach (int probability in new[] { 1, 255, 32768, 40000, 65281, 65535 })
        {
            for (int pattern = 0; pattern < 1 << 12; pattern++)
            {
                RangeEncoder encoder = new();
                encoder.CodeNumber(pattern, 12);
                encoder.Code(probability, pattern & 1);
                encoder.CodeNumber(pattern, 12);
                RangeDecoder decoder = new(encoder.Finish());
                Assert.Equal(pattern, decoder.CodeNumber(0, 12));
                Assert.Equal(pattern & 1, decoder.Code(probability, 0));
                Assert.Equal(pattern, decoder.CodeNumber(0, 12));
            }
        }
    }

    [Fact]
    public void A_model_learns_the_odds()
    {
        AdaptiveBit model = AdaptiveBit.Even;
        foreach (double u in Draws(5, 3000))
        {
            model.Learn(u < 0.1 ? 1 : 0);
        }

        Assert.InRange(model.Probability / 65536.0, 0.07, 0.13);
    }

    [Fact]
    public void A_model_never_rules_anything_out()
    {
        (AdaptiveBit never, AdaptiveBit always) = (AdaptiveBit.Even, AdaptiveBit.Even);
        for (int i = 0; i < 100_000; i++)
        {
            never.Learn(0);
            always.Learn(1);
        }

        Assert.InRange(never.Probability, 1, 65);
        Assert.InRange(always.Probability, 65536 - 65, 65535);
    }

    internal static IEnumerable<double> Draws(ulong seed, int count) =>
        Enumerable.Range(0, count).Select(i => new DrawStream(seed, Purpose.Sensitivity).Words((uint)i).X / (double)(1L << 32));
}
