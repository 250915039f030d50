using CsCheck;
using Grokking.Theory;

namespace Grokking.Tests.Theory;

public class GeneralizationBoundTests
{
    [Fact]
    public void The_bound_is_the_one_computed_by_hand() =>
        // 8,000 bits, a tenth of 2,553 equations wrong: 0.1 + √((8000 · 0.69314718 + 2 · 8.98719682 + 2.99573227) / 5106)
        Assert.Equal(0.1 + Math.Sqrt(5566.14757035 / 5106), GeneralizationBound.Of(8000, 0.1, 2553), 9);

    [Fact]
    public void Without_training_error_2553_equations_ask_for_917_bytes_at_most()
    {
        Assert.InRange(GeneralizationBound.Of(8 * 917, 0, 2553), 0.99, 1);
        Assert.InRange(GeneralizationBound.Of(8 * 918, 0, 2553), 1, 1.01);
    }

    [Fact]
    public void Its_terms_are_those_of_the_bound_and_a_choice_shares_delta() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Double[0, 1], Gen.Int[1, 10_000], Gen.Int[1, 100]).Sample((bytes, error, n, choices) =>
        {
            BoundTerms alone = GeneralizationBound.Terms(bytes, error, n, 0.05);
            Assert.Equal(GeneralizationBound.Of(8.0 * bytes, error, n), alone.Bound, 9);
            Assert.Equal(0, alone.Choice);
            BoundTerms chosen = GeneralizationBound.Terms(bytes, error, n, 0.05, choices);
            Assert.Equal(GeneralizationBound.Of(8.0 * bytes, error, n, 0.05 / choices), chosen.Bound, 9);
            Assert.Equal(chosen.Bound < 1, chosen.IsInformative);
        });

    [Fact]
    public void The_prior_over_containers_of_any_length_is_one()
    {
        // For each length of b bytes: 2^(8b) containers of prior 2^(−8b) / (8b)². The rest of the sum is below ∫ dx / (8x)².
        double sum = Enumerable.Range(1, 100_000).Sum(bytes => 1 / Math.Pow(8.0 * bytes, 2)) + (1 / (64.0 * 100_000));
        Assert.InRange(sum, 0.02, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_network_of_hardly_any_bits_counts_as_one_bit(double bits) =>
        Assert.Equal(Math.Sqrt((Math.Log(2) + Math.Log(20)) / 200), GeneralizationBound.Of(bits, 0, 100), 12);

    [Fact]
    public void More_bits_more_errors_and_fewer_equations_loosen_it() =>
        Gen.Select(Gen.Double[2, 1e6], Gen.Double[0, 0.9], Gen.Int[1, 10_000]).Sample((bits, error, n) =>
        {
            double bound = GeneralizationBound.Of(bits, error, n);
            Assert.True(GeneralizationBound.Of(bits * 1.1, error, n) > bound);
            Assert.True(GeneralizationBound.Of(bits, error + 0.1, n) > bound);
            Assert.True(GeneralizationBound.Of(bits, error, n + 1) < bound);
            Assert.True(GeneralizationBound.Of(bits, error, n, delta: 0.01) > bound);
        });

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(100, 0)]
    [InlineData(100, 1)]
    public void What_has_no_bound_is_refused(int trainCount, double delta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneralizationBound.Of(8000, 0, trainCount, delta));
}
