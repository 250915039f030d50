using CsCheck;
using Grokking.Randomness;
using Grokking.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Training;

/// <summary>What a device draws against what the scalar forms draw.</summary>
public class TensorDrawsTests
{
    private static readonly ulong[] Seeds = [0, 1, 1UL << 40, ulong.MaxValue];

    [Fact]
    public void Words_are_those_of_the_scalar_form_bit_for_bit() =>
        Gen.Select(Gen.ULong, Gen.UInt, Gen.UInt, Gen.UInt[0, uint.MaxValue - 40]).Sample(
            (seed, update, epoch, first) =>
            {
                using DisposeScope scope = NewDisposeScope();
                using TensorPhilox philox = new([seed, ~seed], CPU);
                Tensor blocks = tensor(Enumerable.Range(0, 40).Select(i => first + (long)i).ToArray(), 1, 40);
                (Tensor x, Tensor y, Tensor z, Tensor w) = philox.Words(blocks, tensor((long)update), tensor(new long[] { epoch }, 1, 1), tensor(4L));
                foreach ((ulong key, int member) in new[] { (seed, 0), (~seed, 1) })
                {
                    for (int i = 0; i < 40; i++)
                    {
                        (uint X, uint Y, uint Z, uint W) expected = Philox.Block((first + (uint)i, update, epoch, 4), ((uint)key, (uint)(key >> 32)));
                        Assert.Equal((expected.X, expected.Y, expected.Z, expected.W), (x[member, i].item<long>(), y[member, i].item<long>(), z[member, i].item<long>(), w[member, i].item<long>()));
                    }
                }
            },
            iter: 30);

    [Fact]
    public void Normal_numbers_are_the_scalar_forms_to_4e_6()
    {
        using DisposeScope scope = NewDisposeScope();
        const int Count = 32 * 3000;
        using TensorDraws draws = new(Seeds, Count, 10, CPU);
        float[] drawn = draws.Noise(Epoch(9000), 4).data<float>().ToArray();
        for (int member = 0; member < Seeds.Length; member++)
        {
            float[] expected = new float[Count];
            Gaussian.Fill(new DrawStream(Seeds[member], Purpose.WeightNoise, 9000, 4), expected);
            Assert.InRange(expected.Zip(drawn.Skip(member * Count), (one, other) => Math.Abs(one - other)).Max(), 0, 4e-6);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(2553)]
    public void Permutations_are_those_of_the_loop(int count)
    {
        using DisposeScope scope = NewDisposeScope();
        using TensorDraws draws = new(Seeds, 32, count, CPU);
        for (int epoch = 1; epoch <= 20; epoch++)
        {
            long[] drawn = draws.Permutations(Epoch(epoch)).data<long>().ToArray();
            for (int member = 0; member < Seeds.Length; member++)
            {
                Assert.Equal(new DrawStream(Seeds[member], Purpose.Shuffle, epoch).Permutation(count), drawn.Skip(member * count).Take(count).Select(each => (int)each));
            }
        }
    }

    [Fact]
    public void A_members_draws_do_not_depend_on_the_others()
    {
        using DisposeScope scope = NewDisposeScope();
        using TensorDraws one = new([3, 4, 5], 320, 50, CPU);
        using TensorDraws other = new([4], 320, 50, CPU);
        Assert.True(Same(one.Noise(Epoch(2), 1)[1], other.Noise(Epoch(2), 1)[0]));
        Assert.True(Same(one.Permutations(Epoch(2))[1], other.Permutations(Epoch(2))[0]));
    }

    private static Tensor Epoch(long epoch) => tensor(new[] { epoch }, 1, 1);

    private static bool Same(Tensor one, Tensor other) => one.eq(other).all().item<bool>();
}
