using CsCheck;
using Grokking.Compression;
using Grokking.Model;

namespace Grokking.Tests.Compression;

public class Bzip2CoderTests
{
    private static readonly ParameterLayout Layout = new([new("a", 9, 14), new("b", 14), new("c", 20, 6)]);
    private readonly Bzip2Coder coder = new();

    [Fact]
    public void Any_network_comes_back_bit_for_bit() =>
        Gen.Select(Gen.Float[-3, 3].Array[260], Gen.Double[0, 1], Gen.Double[0.001, 1]).Sample((values, tau, delta) =>
        {
            Weights weights = new(Layout, values);
            LowRank lowRank = LowRank.Of(weights);
            CoarseNetwork network = CoarseNetwork.Of(weights, lowRank, lowRank.Ranks(tau), delta);

            CoarseNetwork decoded = coder.Decode(coder.Encode(network), Layout);

            Assert.Equal(network.Delta, decoded.Delta);
            Assert.Equal(network.Ranks, decoded.Ranks);
            Assert.Equal(Bits(network.Values), Bits(decoded.Values));
            Assert.Equal(Bits(network.ToWeights().Values), Bits(decoded.ToWeights().Values));
        }, iter: 100);

    [Fact]
    public void Unquantised_weights_of_the_published_network_take_about_924_kilobytes_and_come_back()
    {
        Weights weights = ToyNetwork.OfPaperSize().Weights;
        byte[] container = coder.Encode(CoarseNetwork.Unquantized(weights));
        Assert.InRange(container.Length, 910_000, 935_000);
        Assert.Equal(Bits(weights.Values), Bits(coder.Decode(container, weights.Layout).ToWeights().Values));
    }

    [Fact]
    public void Equal_networks_give_equal_bytes() => Assert.Equal(Container(), Container());

    [Fact]
    public void Damaged_containers_are_refused_or_hold_a_network_of_the_layout() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Sample((place, value) =>
        {
            byte[] container = Container();
            container[place % container.Length] ^= value;
            DecodeOrRefuse(container);
        }, iter: 2000);

    [Fact]
    public void Containers_cut_short_are_refused()
    {
        byte[] container = Container();
        for (int length = 0; length < container.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => coder.Decode(container[..length], Layout));
        }
    }

    [Fact]
    public void Bytes_that_are_no_container_are_refused() =>
        Gen.Byte.Array[0, 300].Sample(bytes => { Assert.Throws<InvalidDataException>(() => coder.Decode(bytes, Layout)); }, iter: 500);

    [Fact]
    public void Bytes_after_the_network_are_refused() =>
        Assert.Throws<InvalidDataException>(() => coder.Decode([.. Container(), 0], Layout));

    [Fact]
    public void A_container_of_another_architecture_is_refused() =>
        Assert.Throws<InvalidDataException>(() => coder.Decode(Container(), new ParameterLayout([new("a", 9, 14), new("b", 15), new("c", 20, 6)])));

    [Fact]
    public void A_value_that_is_no_multiple_of_the_bin_size_is_refused()
    {
        float[] values = new float[260];
        values[77] = 0.15f;
        byte[] container = coder.Encode(new CoarseNetwork(Layout, 0.1, [0, 0, 0], values));
        Assert.Contains("value 77", Assert.Throws<InvalidDataException>(() => coder.Decode(container, Layout)).Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(double.PositiveInfinity)]
    public void A_bin_size_that_is_none_is_refused(double delta) =>
        Assert.Throws<InvalidDataException>(() => coder.Decode(coder.Encode(new CoarseNetwork(Layout, delta, [0, 0, 0], new float[260])), Layout));

    [Fact]
    public void A_rank_beyond_use_is_refused()
    {
        CoarseNetwork network = new(Layout, 0.1, [6, 0, 0], new float[(6 * 23) + 14 + 120]); // two factors of rank 6 are longer than 9 × 14 values
        Assert.Contains("a rank 6", Assert.Throws<InvalidDataException>(() => coder.Decode(coder.Encode(network), Layout)).Message);
    }

    private static byte[] Container()
    {
        Weights weights = new(Layout, [.. Enumerable.Range(0, 260).Select(i => (float)Math.Sin(i))]);
        LowRank lowRank = LowRank.Of(weights);
        return new Bzip2Coder().Encode(CoarseNetwork.Of(weights, lowRank, lowRank.Ranks(0.5), 0.05));
    }

    private static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];

    private void DecodeOrRefuse(byte[] container)
    {
        try
        {
            Assert.Equal(Layout.Count, coder.Decode(container, Layout).ToWeights().Values.Length);
        }
        catch (InvalidDataException)
        {
        }
    }
}
