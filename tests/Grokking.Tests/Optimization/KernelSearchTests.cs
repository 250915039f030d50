using Grokking.Optimization;

namespace Grokking.Tests.Optimization;

public class KernelSearchTests
{
    private static readonly UnitPoint[] Points = [.. Enumerable.Range(0, 40).Select(i => Halton.Point(3, i))];

    [Fact]
    public void The_coordinate_in_which_a_function_changes_faster_gets_the_shorter_length()
    {
        double[] values = [.. Points.Select(point => Math.Sin(12 * point.X) + (0.2 * point.Y))];
        (_, Matern52 kernel) = KernelSearch.Fit(Points, values, KernelSearch.Start);
        Assert.True(kernel.LengthX < 0.7 * kernel.LengthY, $"lengths {kernel.LengthX} and {kernel.LengthY}");
    }

    [Fact]
    public void A_fitted_process_predicts_what_it_has_not_seen()
    {
        double[] values = [.. Points.Select(Smooth)];
        (GaussianProcess process, _) = KernelSearch.Fit(Points, values, KernelSearch.Start);
        foreach (UnitPoint point in Enumerable.Range(100, 20).Select(i => Halton.Point(3, i)).Where(point => point is { X: > 0.1 and < 0.9, Y: > 0.1 and < 0.9 }))
        {
            Assert.Equal(Smooth(point), process.Predict(point).Mean, 0.15);
        }
    }

    [Fact]
    public void Noise_is_told_from_signal()
    {
        double[] values = [.. Points.Select((_, i) => i % 2 == 0 ? 1.0 : -1)];
        (_, Matern52 noisy) = KernelSearch.Fit(Points, values, KernelSearch.Start);
        (_, Matern52 smooth) = KernelSearch.Fit(Points, [.. Points.Select(Smooth)], KernelSearch.Start);
        Assert.True(noisy.NoiseVariance > 10 * smooth.NoiseVariance, $"noise {noisy.NoiseVariance} and {smooth.NoiseVariance}");
    }

    [Fact]
    public void Equal_values_are_no_obstacle()
    {
        (GaussianProcess process, _) = KernelSearch.Fit(Points, [.. Points.Select(_ => 5.0)], KernelSearch.Start);
        Assert.Equal(5, process.Predict(new(0.5, 0.5)).Mean, 9);
    }

    private static double Smooth(UnitPoint point) => Math.Sin(3 * point.X) + Math.Cos(4 * point.Y);
}
