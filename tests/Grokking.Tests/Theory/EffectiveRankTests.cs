using CsCheck;
using Grokking.Theory;

namespace Grokking.Tests.Theory;

public class EffectiveRankTests
{
    [Theory]
    [InlineData(new[] { 5f }, 0, 1)]
    [InlineData(new[] { 2f, 2f, 2f, 2f }, 1.3862943611198906, 4)]
    [InlineData(new[] { 3f, 1f }, 0.5623351446188083, 1.7547653506033232)] // −¾ ln ¾ − ¼ ln ¼
    [InlineData(new[] { 3f, 1f, 0f, 0f }, 0.5623351446188083, 1.7547653506033232)]
    [InlineData(new[] { 0f, 0f }, 0, 1)]
    public void Entropy_and_rank_are_those_computed_by_hand(float[] singularValues, double entropy, double rank)
    {
        Assert.Equal(entropy, EffectiveRank.SpectralEntropy(singularValues), 12);
        Assert.Equal(rank, EffectiveRank.Of(singularValues), 12);
    }

    [Fact]
    public void The_rank_lies_between_one_and_the_number_of_singular_values_and_does_not_depend_on_their_scale() =>
        Gen.Float[0, 10].Array[1, 20].Sample(singularValues =>
        {
            double rank = EffectiveRank.Of(singularValues);
            Assert.InRange(rank, 1 - 1e-9, singularValues.Length + 1e-9);
            Assert.Equal(rank, EffectiveRank.Of([.. singularValues.Select(each => each * 4)]), 9);
        });

    [Fact]
    public void A_network_has_the_mean_rank_of_its_matrices()
    {
        Assert.Equal(2.5, EffectiveRank.Mean([[1f], [2f, 2f, 2f, 2f]]), 12);
        Assert.Equal(0, EffectiveRank.Mean([]));
    }
}
