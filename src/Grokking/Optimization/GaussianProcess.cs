namespace Grokking.Optimization;

/// <summary>
/// Gaussian-process regression on the unit square (Rasmussen and Williams 2006, Algorithm 2.1).
/// <code>
/// symbol    shape    meaning
/// X         (n, 2)   observed points
/// y         (n)      observed values
/// m                  constant prior mean
/// K         (n, n)   k(X, X) + σₙ² I = L Lᵀ
/// α         (n)      K⁻¹ (y − m)
/// k∗        (n)      k(X, x∗) of a new point x∗
/// μ∗                 m + k∗ᵀ α
/// σ∗²                k(x∗, x∗) − ‖L⁻¹ k∗‖², of the function itself, without the noise of an observation
/// </code>
/// </summary>
public sealed class GaussianProcess
{
    private readonly UnitPoint[] points;
    private readonly double[] values;
    private readonly double[] alpha;
    private readonly Cholesky factor;

    /// <summary>Conditions the process on observations.</summary>
    /// <param name="points">X; may be empty.</param>
    /// <param name="values">y, one per point.</param>
    /// <param name="kernel">k and σₙ².</param>
    /// <param name="priorMean">m.</param>
    /// <exception cref="ArgumentException">The numbers of points and values differ.</exception>
    public GaussianProcess(IReadOnlyList<UnitPoint> points, IReadOnlyList<double> values, Matern52 kernel, double priorMean)
    {
        if (points.Count != values.Count)
        {
            throw new ArgumentException($"{points.Count} points have {values.Count} values.", nameof(values));
        }

        (this.points, this.values, Kernel, PriorMean) = ([.. points], [.. values], kernel, priorMean);
        factor = Cholesky.Of(CovarianceOf(this.points, kernel), this.points.Length);
        alpha = Alpha();
    }

    private GaussianProcess(GaussianProcess smaller, UnitPoint point, double value)
    {
        (points, values, Kernel, PriorMean) = ([.. smaller.points, point], [.. smaller.values, value], smaller.Kernel, smaller.PriorMean);
        double[] covariances = [.. smaller.points.Select(each => Kernel.Covariance(each, point))];
        factor = smaller.factor.With(covariances, Kernel.SignalVariance + Kernel.NoiseVariance);
        alpha = Alpha();
    }

    /// <summary>k and σₙ².</summary>
    public Matern52 Kernel { get; }

    /// <summary>m.</summary>
    public double PriorMean { get; }

    /// <summary>log p(y | X) = −½ (y − m)ᵀ α − ½ log |K| − n/2 log 2π (their Eqn 2.30).</summary>
    public double LogMarginalLikelihood => -0.5 * (values.Zip(alpha, (value, weight) => (value - PriorMean) * weight).Sum() + factor.LogDeterminant + (values.Length * Math.Log(2 * Math.PI)));

    /// <summary>The same process with one more observation, at the cost of a square of their number and not a cube.</summary>
    public GaussianProcess With(UnitPoint point, double value) => new(this, point, value);

    /// <summary>μ∗ and σ∗² at a point.</summary>
    public Gaussian Predict(UnitPoint point)
    {
        Span<double> k = points.Length <= 256 ? stackalloc double[points.Length] : new double[points.Length];
        double mean = PriorMean;
        for (int i = 0; i < k.Length; i++)
        {
            k[i] = Kernel.Covariance(points[i], point);
            mean += k[i] * alpha[i];
        }

        factor.SolveLower(k);
        double variance = Kernel.SignalVariance;
        foreach (double each in k)
        {
            variance -= each * each;
        }

        return new Gaussian(mean, Math.Max(variance, 0));
    }

    /// <summary>The belief of what an observation at a point would give: σ∗² + σₙ². Noise is part of what will be seen there.</summary>
    public Gaussian PredictObservation(UnitPoint point)
    {
        Gaussian belief = Predict(point);
        return belief with { Variance = belief.Variance + Kernel.NoiseVariance };
    }

    private double[] Alpha()
    {
        double[] solved = [.. values.Select(value => value - PriorMean)];
        factor.Solve(solved);
        return solved;
    }

    // Lower triangle, packed.
    private static double[] CovarianceOf(UnitPoint[] points, Matern52 kernel)
    {
        double[] packed = new double[points.Length * (points.Length + 1) / 2];
        int at = 0;
        for (int i = 0; i < points.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                packed[at++] = kernel.Covariance(points[i], points[j]);
            }

            packed[at++] = kernel.SignalVariance + kernel.NoiseVariance;
        }

        return packed;
    }
}
