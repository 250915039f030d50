using CsCheck;
using GrokCluster.Client.Figures;

namespace GrokCluster.Client.Tests.Figures;

public class LogFitTests
{
    [Fact]
    public void Points_on_a_curve_give_the_curve() => Gen.Select(Gen.Double[-50, 50], Gen.Double[-100, 100]).Sample((a, b) =>
    {
        LogFit fit = LogFit.Of([.. new[] { 0.0625, 0.25, 1, 4 }.Select(x => (x, (a * Math.Log(x)) + b))])!.Value;
        Assert.Equal(a, fit.A, 1e-9);
        Assert.Equal(b, fit.B, 1e-9);
        Assert.True(Math.Abs(a) < 1e-3 || Math.Abs(1 - fit.RSquared) < 1e-9, $"R² = {fit.RSquared}");
    });

    [Fact]
    public void Scattered_points_give_the_least_squares_and_what_they_explain()
    {
        // ln x = −1, 0, 1 and y = 2, 3, 1: slope Σ(ln x)(y − 2)/Σ(ln x)² = −1/2, residuals ½·(−1, 2, −1), R² = 1 − 1.5/2.
        LogFit fit = LogFit.Of([(Math.Exp(-1), 2), (1, 3), (Math.E, 1)])!.Value;
        Assert.Equal(-0.5, fit.A, 1e-12);
        Assert.Equal(2, fit.B, 1e-12);
        Assert.Equal(0.25, fit.RSquared, 1e-12);
        Assert.Equal(1.5, fit.At(Math.E), 1e-12);
    }

    [Fact]
    public void Fewer_than_three_bounds_are_not_fitted()
    {
        Assert.Null(LogFit.Of([]));
        Assert.Null(LogFit.Of([(1, 2), (2, 3), (2, 4)]));
    }

    [Fact]
    public void Equal_values_have_nothing_to_explain() => Assert.Equal(new LogFit(0, 5, double.NaN), LogFit.Of([(1, 5), (2, 5), (4, 5)]));

    [Theory]
    [InlineData(-5.2149, 30.44, 0.98765, "y = −5.21 ln x + 30.4, R² = 0.988")]
    [InlineData(12.06, -1234.4, 1, "y = 12.1 ln x − 1234, R² = 1.000")]
    public void It_is_printed_in_three_figures(double a, double b, double rSquared, string text) => Assert.Equal(text, new LogFit(a, b, rSquared).ToString());
}
