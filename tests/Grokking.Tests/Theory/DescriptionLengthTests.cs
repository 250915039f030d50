using Grokking.Theory;

namespace Grokking.Tests.Theory;

public class DescriptionLengthTests
{
    [Fact]
    public void A_network_of_100_bytes_that_leaves_one_bit_open_in_each_of_50_targets_takes_850_bits() =>
        Assert.Equal(850, DescriptionLength.Bits(100, Math.Log(2), 50), 9);

    [Fact]
    public void The_best_distortion_bound_is_that_of_the_least_length() =>
        Assert.Equal(0.5, DescriptionLength.BestEpsilon([(1, 900), (0.5, 800), (0.25, 850)]));

    [Fact]
    public void Of_equal_lengths_the_smallest_distortion_bound_is_best() =>
        Assert.Equal(0.25, DescriptionLength.BestEpsilon([(1, 800), (0.25, 800), (0.5, 800)]));
}
