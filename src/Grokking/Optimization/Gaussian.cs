using MathNet.Numerics;

namespace Grokking.Optimization;

/// <summary>A normal distribution, as a model predicts it.</summary>
/// <param name="Mean">μ.</param>
/// <param name="Variance">σ², not negative.</param>
public readonly record struct Gaussian(double Mean, double Variance)
{
    private static readonly double DensityAtZero = 1 / Math.Sqrt(2 * Math.PI);

    /// <summary>σ.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>P(X &lt; <paramref name="threshold"/>); a step where σ is zero.</summary>
    public double ProbabilityBelow(double threshold) =>
        Variance > 0 ? Cumulative((threshold - Mean) / StandardDeviation) : Mean < threshold ? 1 : 0;

    /// <summary>Φ of the standard normal distribution.</summary>
    public static double Cumulative(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));

    /// <summary>φ of the standard normal distribution.</summary>
    public static double Density(double z) => DensityAtZero * Math.Exp(-0.5 * z * z);
}
