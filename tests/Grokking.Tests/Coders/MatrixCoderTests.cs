using CsCheck;
using Grokking.Coders.Containers;
using Grokking.Coders.Entropy;
using Grokking.Coders.Quantizing;

namespace Grokking.Tests.Coders;

public class MatrixCoderTests
{
    private static readonly Gen<QuantizedBlock> Blocks =
        from rows in Gen.Int[0, 9]
        from columns in Gen.Int[0, 9]
        from step in Gen.Int[-StepGrid.Last, StepGrid.Last]
        from values in Gen.OneOf(Gen.Const(0), Gen.Int[-3, 3], Gen.Int[-200, 200], Gen.Int[-MagnitudeModels.Largest, MagnitudeModels.Largest]).Array[rows * columns]
        select new QuantizedBlock(step, new(rows, columns, values));

    [Fact]
    public void Blocks_come_back() => Blocks.Array[0, 5].Sample(
        blocks =>
        {
            byte[] stream = BlockStream.Write(blocks);
            IReadOnlyList<QuantizedBlock> decoded = BlockStream.Read(stream, [.. blocks.Select(each => (each.Matrix.Rows, each.Matrix.Columns))], stream.Length);
            foreach ((QuantizedBlock expected, QuantizedBlock actual) in blocks.Zip(decoded))
            {
                Assert.Equal(expected.Matrix.Values, actual.Matrix.Values);
                Assert.Equal(expected.Values(), actual.Values());
            }
        },
        iter: 2000);

    [Fact]
    public void Nothing_costs_a_byte_a_block() => Assert.InRange(BlockStream.Write([new(3, new(500, 100)), new(4, new(1, 1))]).Length, 0, 2);

    [Fact]
    public void Numbers_of_a_known_distribution_cost_their_entropy()
    {
        // Magnitude 1 with probability 0.1: 0.47 bits for whether, 0.1 for the sign.
        int[] values = [.. RangeCoderTests.Draws(3, 40_000).Select(u => u < 0.05 ? -1 : u < 0.1 ? 1 : 0)];
        double entropy = values.Length * (-(0.9 * Math.Log2(0.9)) - (0.1 * Math.Log2(0.05)));
        Assert.InRange(8 * BlockStream.Write([new(0, new(400, 100, values))]).Length, 0.97 * entropy, 1.05 * entropy);
    }

    [Fact]
    public void Columns_and_rows_of_different_scale_cost_less_than_the_same_numbers_shuffled()
    {
        double[] u = [.. RangeCoderTests.Draws(4, 20_000)];
        int[] values = [.. u.Select((each, i) => (int)(8 * (each - 0.5) * Math.Exp(-(i % 100) / 20.0) * Math.Exp(-(i / 100) / 60.0)))];
        int[] shuffled = [.. values.Index().OrderBy(each => u[(each.Index + 1) % u.Length]).Select(each => each.Item)];
        int ordered = BlockStream.Write([new(0, new(200, 100, values))]).Length;
        Assert.InRange(ordered, 1, 0.8 * BlockStream.Write([new(0, new(200, 100, shuffled))]).Length);
    }

    [Fact]
    public void A_stream_cut_short_is_refused()
    {
        int[] values = [.. RangeCoderTests.Draws(6, 10_000).Select(u => (int)(40 * (u - 0.5)))];
        byte[] stream = BlockStream.Write([new(0, new(100, 100, values))]);
        Assert.Throws<InvalidDataException>(() => BlockStream.Read(stream.AsSpan(0, stream.Length / 2), [(100, 100)], stream.Length));
    }
}
