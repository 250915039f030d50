using CsCheck;
using Grokking.Compression;

namespace Grokking.Tests.Compression;

public class MatrixSpectrumTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.4, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.51, 2)]
    [InlineData(0.75, 2)]
    [InlineData(0.76, 3)]
    [InlineData(0.99, 4)]
    [InlineData(1, 4)]
    public void The_rank_is_the_smallest_whose_parts_reach_the_threshold(double tau, int rank) =>
        Assert.Equal(rank, Diagonal(4, 2, 1, 1).RankFor(tau));

    [Fact]
    public void Zero_singular_values_are_never_kept() => Assert.Equal(2, Diagonal(3, 1, 0, 0).RankFor(1));

    [Fact]
    public void A_zero_matrix_keeps_one_direction() => Assert.Equal(1, Diagonal(0, 0, 0).RankFor(1));

    [Fact]
    public void The_rank_meets_equation_13_for_any_spectrum() =>
        Gen.Select(Gen.Float[0.01f, 5].Array[1, 30], Gen.Double[0, 1]).Sample((values, tau) =>
        {
            float[] singular = [.. values.OrderDescending()];
            int rank = Diagonal(singular).RankFor(tau);
            double total = singular.Sum(each => (double)each);
            double Part(int k) => singular.Take(k).Sum(each => (double)each) / total;
            Assert.True(Part(rank) >= tau - 1e-12);
            Assert.True(rank == 1 || Part(rank - 1) < tau + 1e-12);
        });

    [Fact]
    public void Factors_are_used_only_where_they_are_shorter() =>
        Gen.Select(Gen.Int[1, 600], Gen.Int[1, 600]).Sample((rows, columns) =>
        {
            int largest = MatrixSpectrum.LargestUsefulRank(rows, columns);
            Assert.True(largest * (rows + columns) < rows * columns);
            Assert.True((largest + 1) * (rows + columns) >= rows * columns);
        });

    [Fact]
    public void A_matrix_of_too_high_a_rank_is_stored_as_it_is()
    {
        MatrixSpectrum spectrum = Diagonal(1, 1, 1, 1, 1, 1, 1, 1);
        Assert.Equal(3, spectrum.StoredRank(0.3));
        Assert.Equal(0, spectrum.StoredRank(0.5)); // 4 · (8 + 8) is no less than 8 · 8
    }

    private static MatrixSpectrum Diagonal(params float[] singular)
    {
        int size = singular.Length;
        float[] left = new float[size * size];
        float[] right = new float[size * size];
        for (int i = 0; i < size; i++)
        {
            (left[(i * size) + i], right[(i * size) + i]) = (singular[i], 1);
        }

        return new MatrixSpectrum(size, size, left, singular, right);
    }
}
