using CsCheck;
using GrokCluster.Client.Figures;

namespace GrokCluster.Client.Tests.Figures;

public class MeanAndErrorTests
{
    [Fact]
    public void The_standard_error_is_the_sample_deviation_over_the_root_of_its_size()
    {
        // Mean 5, squares 9 + 1 + 1 + 9 = 20, s² = 20/3, s/√4 = √(20/12).
        MeanAndError sample = MeanAndError.Of([2, 4, 6, 8]);
        Assert.Equal(4, sample.Count);
        Assert.Equal(5, sample.Mean);
        Assert.Equal(1.2909944487358056, sample.StandardError, 1e-15);
        Assert.Equal(5 + 1.2909944487358056, sample.High, 1e-15);
    }

    [Fact]
    public void A_sample_of_one_has_no_error() => Assert.Equal(new MeanAndError(1, 7, 0), MeanAndError.Of([7]));

    [Fact]
    public void An_empty_sample_has_no_mean() => Assert.Equal(new MeanAndError(0, double.NaN, 0), MeanAndError.Of([]));

    [Fact]
    public void Shifting_a_sample_shifts_the_mean_and_keeps_the_error() => Gen.Select(Gen.Double[-1, 1].Array[2, 10], Gen.Double[-1e6, 1e6]).Sample((sample, shift) =>
    {
        (MeanAndError plain, MeanAndError shifted) = (MeanAndError.Of(sample), MeanAndError.Of([.. sample.Select(value => value + shift)]));
        Assert.Equal(plain.Mean + shift, shifted.Mean, 1e-8);
        Assert.Equal(plain.StandardError, shifted.StandardError, 1e-8);
    });
}
