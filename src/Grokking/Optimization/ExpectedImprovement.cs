namespace Grokking.Optimization;

/// <summary>Expected improvement, here of a minimum (Jones, Schonlau and Welch 1998), and with a constraint (Schonlau, Welch and Jones 1998; Gardner et al. 2014).</summary>
public static class ExpectedImprovement
{
    /// <summary>EI = E[max(b − f, 0)] = (b − μ) Φ(z) + σ φ(z), z = (b − μ) / σ.</summary>
    /// <param name="objective">What is believed of f.</param>
    /// <param name="best">b, the smallest value known.</param>
    public static double Of(Gaussian objective, double best)
    {
        double gain = best - objective.Mean;
        if (objective.Variance <= 0)
        {
            return Math.Max(gain, 0);
        }

        double sigma = objective.StandardDeviation;
        double z = gain / sigma;
        return Math.Max((gain * Gaussian.Cumulative(z)) + (sigma * Gaussian.Density(z)), 0);
    }

    /// <summary>EI · P(g &lt; t): the improvement counts only where the constraint holds.</summary>
    /// <param name="objective">What is believed of f.</param>
    /// <param name="best">b, the smallest feasible value known.</param>
    /// <param name="constraint">What is believed of g, independent of f.</param>
    /// <param name="threshold">t.</param>
    public static double Constrained(Gaussian objective, double best, Gaussian constraint, double threshold) =>
        Of(objective, best) * constraint.ProbabilityBelow(threshold);
}
