using CsCheck;
using Grokking.Optimization;

namespace Grokking.Tests.Optimization;

public class ExpectedImprovementTests
{
    [Theory]
    [InlineData(0, 1, 0, 0.3989422804014327)]   // φ(0)
    [InlineData(0, 1, 1, 1.0833154705876864)]   // Φ(1) + φ(1)
    [InlineData(0, 1, -1, 0.08331547058768640)] // φ(1) − Φ(−1)
    [InlineData(2, 4, 2, 0.7978845608028654)]   // 2 φ(0)
    [InlineData(1, 0, 3, 2)]
    [InlineData(3, 0, 1, 0)]
    public void It_is_the_closed_form(double mean, double variance, double best, double expected) =>
        Assert.Equal(expected, ExpectedImprovement.Of(new Gaussian(mean, variance), best), 12);

    [Fact]
    public void Doubt_never_lowers_it() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0, 4], Gen.Double[-3, 3]).Sample((mean, variance, best) =>
        {
            double improvement = ExpectedImprovement.Of(new Gaussian(mean, variance), best);
            Assert.True(improvement >= Math.Max(best - mean, 0) - 1e-12);
            Assert.True(ExpectedImprovement.Of(new Gaussian(mean, variance + 0.1), best) >= improvement - 1e-12);
        });

    [Fact]
    public void A_constraint_that_holds_with_even_odds_halves_it() =>
        Assert.Equal(0.3989422804014327 / 2, ExpectedImprovement.Constrained(new Gaussian(0, 1), 0, new Gaussian(-2, 3), -2), 12);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1.959963984540054, 0.025)]
    public void The_normal_distribution_is_the_tabulated_one(double z, double probability) =>
        Assert.Equal(probability, Gaussian.Cumulative(z), 12);

    [Fact]
    public void Without_doubt_a_threshold_is_a_step()
    {
        Assert.Equal(1, new Gaussian(1, 0).ProbabilityBelow(1.5));
        Assert.Equal(0, new Gaussian(1, 0).ProbabilityBelow(1));
    }
}
