using Grokking.Compression;
using Grokking.Model;

namespace Grokking.Tests.Compression;

public class CoarseNetworkTests
{
    private readonly Weights weights = ToyNetwork.Small().Weights;

    [Fact]
    public void Without_ranks_every_weight_is_its_own_nearest_multiple()
    {
        Weights coarse = CoarseNetwork.Of(weights, LowRank.Of(weights), new int[weights.Layout.Parameters.Count], 0.05).ToWeights();
        Assert.All(coarse.Values.Zip(weights.Values), pair => Assert.Equal((float)(Math.Round(pair.Second / 0.05) * 0.05) + 0f, pair.First));
    }

    [Fact]
    public void With_ranks_a_matrix_is_the_product_of_its_quantised_factors()
    {
        LowRank lowRank = LowRank.Of(weights);
        int[] ranks = lowRank.Ranks(0.7);
        CoarseNetwork coarse = CoarseNetwork.Of(weights, lowRank, ranks, 0.01);
        int matrix = Array.FindIndex(ranks, rank => rank > 1);
        MatrixSpectrum spectrum = lowRank.Spectra[matrix]!;
        int stored = Enumerable.Range(0, matrix).Sum(i => ranks[i] == 0 ? weights.Layout.Parameters[i].Count : ranks[i] * weights.Layout.Parameters[i].Shape.Sum());
        float[] left = coarse.Values[stored..(stored + (spectrum.Rows * ranks[matrix]))];
        float[] right = coarse.Values[(stored + left.Length)..(stored + left.Length + (spectrum.Columns * ranks[matrix]))];

        Assert.Equal(Quantizer.Value(Quantizer.Bin(spectrum.ScaledLeft[spectrum.FullRank + 1], 0.01), 0.01), left[ranks[matrix] + 1]);
        Assert.Equal(Quantizer.Value(Quantizer.Bin(spectrum.Right[3], 0.01), 0.01), right[3]);
        float[] product = LowRankTests.Product(left, right, spectrum.Rows, ranks[matrix], spectrum.Columns);
        Assert.All(coarse.ToWeights()[matrix].ToArray().Zip(product), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void A_product_adds_in_order_whatever_the_vector_unit()
    {
        // 13 columns: a vector's worth and a rest, which must agree.
        ParameterLayout layout = new([new("w", 40, 13)]);
        const int rank = 7;
        float[] values = [.. Enumerable.Range(0, rank * 53).Select(i => (float)Math.Sin(i * i))];
        float[] expected = new float[40 * 13];
        for (int i = 0; i < expected.Length; i++)
        {
            for (int k = 0; k < rank; k++)
            {
                float term = values[(i / 13 * rank) + k] * values[(40 * rank) + (k * 13) + (i % 13)];
                expected[i] += term;
            }
        }

        Assert.Equal(expected, new CoarseNetwork(layout, 0.1, [rank], values).ToWeights().Values);
    }

    [Fact]
    public void A_wrong_number_of_values_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CoarseNetwork(weights.Layout, 0.1, new int[weights.Layout.Parameters.Count], new float[3]));
}
