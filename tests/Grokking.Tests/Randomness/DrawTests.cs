using CsCheck;
using Grokking.Randomness;

namespace Grokking.Tests.Randomness;

public class DrawTests
{
    // Known answers of Random123, the generator's published implementation (kat_vectors, philox4x32-10).
    [Fact]
    public void Philox_gives_the_published_words()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block((0, 0, 0, 0), (0, 0)));
        Assert.Equal(
            (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            Philox.Block((0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), (0xffffffff, 0xffffffff)));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block((0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), (0xa4093822, 0x299f31d0)));
    }

    [Fact]
    public void Eight_blocks_at_once_are_eight_blocks() =>
        Gen.Select(Gen.UInt[0, uint.MaxValue - 8], Gen.UInt, Gen.UInt, Gen.UInt).Sample((x, y, z, key) =>
        {
            var all = Philox.EightBlocks((x, y, z, 3), (key, 7));
            for (int lane = 0; lane < 8; lane++)
            {
                Assert.Equal(Philox.Block((x + (uint)lane, y, z, 3), (key, 7)), (all.X[lane], all.Y[lane], all.Z[lane], all.W[lane]));
            }
        });

    [Fact]
    public void Normal_numbers_have_the_moments_and_tails_of_the_normal_distribution()
    {
        float[] draws = new float[1 << 20];
        Gaussian.Fill(new DrawStream(11, Purpose.WeightNoise, 3, 2), draws);
        Assert.Equal(0, draws.Average(), 4e-3);
        Assert.Equal(1, draws.Average(each => each * (double)each), 6e-3);
        Assert.Equal(0, draws.Average(each => Math.Pow(each, 3)), 2e-2);
        Assert.Equal(3, draws.Average(each => Math.Pow(each, 4)), 5e-2);
        Assert.Equal(0.0455, draws.Count(each => Math.Abs(each) > 2) / (double)draws.Length, 1e-3);
        Assert.Equal(6.33e-5, draws.Count(each => Math.Abs(each) > 4) / (double)draws.Length, 3e-5);
        Assert.Equal(0, draws.Zip(draws.Skip(1), (x, y) => x * (double)y).Average(), 4e-3);
    }

    [Fact]
    public void An_element_does_not_depend_on_how_many_are_drawn() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 300]).Sample((first, count) =>
        {
            DrawStream stream = new(9, Purpose.Initialization);
            float[] all = new float[600];
            Gaussian.Fill(stream, all);
            float[] some = new float[count];
            Gaussian.AddScaled(stream, first, new float[count], 1, some);
            Assert.Equal(all[first..(first + count)], some);
        });

    [Fact]
    public void Streams_that_differ_in_one_coordinate_share_no_number()
    {
        DrawStream[] streams =
        [
            new(1, Purpose.WeightNoise, 1, 1), new(2, Purpose.WeightNoise, 1, 1), new(1, Purpose.Initialization, 1, 1), new(1, Purpose.WeightNoise, 2, 1),
            new(1, Purpose.WeightNoise, 1, 2), new(1UL << 40, Purpose.WeightNoise, 1, 1),
        ];
        Assert.Equal(streams.Length, streams.Select(each => each.Words(0)).Distinct().Count());
    }

    [Fact]
    public void A_permutation_is_one_and_every_place_is_as_likely()
    {
        const int Size = 5;
        const int Trials = 20_000;
        int[] firstIs = new int[Size];
        for (int trial = 0; trial < Trials; trial++)
        {
            int[] order = new DrawStream((ulong)trial, Purpose.Shuffle).Permutation(Size);
            Assert.Equal(Enumerable.Range(0, Size), order.Order());
            firstIs[Array.IndexOf(order, 0)]++;
        }

        Assert.All(firstIs, count => Assert.InRange(count, 3_700, 4_300));
    }
}
