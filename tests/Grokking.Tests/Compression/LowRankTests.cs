using Grokking.Compression;
using Grokking.Model;

namespace Grokking.Tests.Compression;

public class LowRankTests
{
    [Fact]
    public void All_directions_together_are_the_matrix()
    {
        Weights weights = ToyNetwork.Small().Weights;
        LowRank lowRank = LowRank.Of(weights);
        for (int i = 0; i < weights.Layout.Parameters.Count; i++)
        {
            if (lowRank.Spectra[i] is { } spectrum)
            {
                float[] product = Product(spectrum.ScaledLeft, spectrum.Right, spectrum.Rows, spectrum.FullRank, spectrum.Columns);
                Assert.All(product.Zip(weights[i].ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
                Assert.Equal(spectrum.SingularValues.OrderDescending(), spectrum.SingularValues);
            }
        }
    }

    [Fact]
    public void Only_matrices_have_ranks_and_a_higher_threshold_never_lowers_one()
    {
        ToyNetwork toy = ToyNetwork.Small();
        LowRank lowRank = LowRank.Of(toy.Weights);
        int[] before = lowRank.Ranks(0);
        foreach (double tau in new[] { 0.2, 0.5, 0.7, 0.9, 1 })
        {
            int[] ranks = lowRank.Ranks(tau);
            for (int i = 0; i < ranks.Length; i++)
            {
                Assert.True(toy.Weights.Layout.Parameters[i].IsMatrix || ranks[i] == 0);
                Assert.True(ranks[i] == 0 || ranks[i] >= before[i], $"parameter {i}: {before[i]} then {ranks[i]}");
            }

            before = ranks;
        }

        Assert.All(before, rank => Assert.Equal(0, rank));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weights_that_are_no_numbers_are_refused(float bad)
    {
        Weights weights = new(ToyNetwork.Layout(5, 4, 6), new float[ToyNetwork.Layout(5, 4, 6).Count]);
        weights.Values[17] = bad;
        Assert.Contains("Weight 17", Assert.Throws<ArgumentException>(() => LowRank.Of(weights)).Message);
    }

    internal static float[] Product(float[] left, float[] right, int rows, int inner, int columns)
    {
        float[] product = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int k = 0; k < inner; k++)
                {
                    sum += (double)left[(i * inner) + k] * right[(k * columns) + j];
                }

                product[(i * columns) + j] = (float)sum;
            }
        }

        return product;
    }
}
