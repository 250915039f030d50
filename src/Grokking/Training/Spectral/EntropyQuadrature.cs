namespace Grokking.Training.Spectral;

/// <summary>
/// The slope of the spectral entropy as a sum of poles. With the authors' guard γ = 10⁻¹⁰ inside the logarithm,
/// <code>
/// H = −Σ σ̄ ln(σ̄ + γ),  σ̄ = σ / Σσ        ∂H/∂σ = (h(σ̄) − Σ σ̄ h(σ̄)) / Σσ        h(s) = −ln(s + γ) − s / (s + γ)
/// </code>
/// h is analytic right of the imaginary axis, so Poisson's formula gives it there by its real part on the axis; with t = eˣ and the trapezoidal rule of step δ, whose error
/// falls like exp(−π²/δ) (Hale, Higham and Trefethen 2008),
/// <code>
/// h(σ) = 2/π ∫ Re h(it) σ / (σ² + t²) dt ≈ Σₖ wₖ Re h(itₖ) σ / (σ² + tₖ²)        Re h(it) = −½ ln(t² + γ²) − t² / (t² + γ²)        wₖ = 2δ/π · tₖ
/// </code>
/// and the same with 1 for h, which is what sums and the mean take.
/// </summary>
/// <remarks>
/// Singular values are in units of the matrix's norm, so they are at most 1 and the poles are constants. Above the poles σ² + t² is as good as t², which makes the
/// rest of the sum a multiple of σ; below them it is as good as σ², and one pole with the weight of all the rest and the mean of its t² stands for them. So the range costs no
/// more poles than it has: from 10⁻¹¹ on, with a relative error of 3·10⁻⁶ of h.
/// </remarks>
internal sealed class EntropyQuadrature
{
    /// <summary>How many poles there are.</summary>
    public const int Poles = 48;

    private const double Guard = 1e-10; // the authors' code's
    private const double Step = 0.72;
    private const double Highest = 4; // ln of the greatest t
    private const int Beyond = 20;      // terms of what is left out on either side, until they no longer count

    private static readonly double[] T = [.. Enumerable.Range(0, Poles).Select(k => Math.Exp(Highest - (k * Step)))];
    private static readonly double[] Above = [.. Enumerable.Range(1, Beyond).Select(k => Math.Exp(Highest + (k * Step)))];
    private static readonly double[] Below = [.. Enumerable.Range(Poles - 1, Beyond).Select(k => Math.Exp(Highest - (k * Step)))];
    private static readonly double[] Squares = [.. T[..^1].Select(t => t * t), Below.Sum(t => t * t * t) / Below.Sum()];

    private readonly double[] weights = new double[Poles];

    /// <summary>tₖ², the smallest last.</summary>
    public static ReadOnlySpan<double> Shifts => Squares;

    /// <summary>wₖ times what it is to weigh.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>What is left out above the poles: the factor of σ.</summary>
    public double Linear { get; private set; }

    /// <summary>Weighs the poles for ∂H/∂σ.</summary>
    /// <param name="traces">Σ σ² / (σ² + tₖ²) over the spectrum for each pole. Σ σ² is 1.</param>
    /// <param name="factor">Of the whole.</param>
    public void Weigh(ReadOnlySpan<double> traces, double factor)
    {
        Weigh(_ => 1);
        double sum = Sum(traces);
        Weigh(t => Slope(t / sum));
        double mean = Sum(traces) / sum;
        Weigh(t => factor * (Slope(t / sum) - mean) / sum);
    }

    private static double Slope(double t)
    {
        double guarded = (t * t) + (Guard * Guard);
        return (-0.5 * Math.Log(guarded)) - (t * t / guarded);
    }

    private double Sum(ReadOnlySpan<double> traces)
    {
        double sum = Linear;
        for (int k = 0; k < Poles; k++)
        {
            sum += weights[k] * traces[k];
        }

        return sum;
    }

    private void Weigh(Func<double, double> slope)
    {
        for (int k = 0; k < Poles - 1; k++)
        {
            weights[k] = Weight(T[k]);
        }

        weights[^1] = Below.Sum(Weight);
        Linear = Above.Sum(t => Weight(t) / (t * t));

        double Weight(double t) => 2 * Step / Math.PI * t * slope(t);
    }
}
