using Grokking.Optimization;

namespace Grokking.Compression;

/// <summary>The square on which coarse-grainings are searched: Δ logarithmic in [10⁻³, 1], τ linear in [0, 1], as in the authors' code.</summary>
public static class SearchSpace
{
    private const double Decades = 3;

    /// <summary>Δ of a point's first coordinate.</summary>
    public static double Delta(double x) => Math.Pow(10, Decades * (x - 1));

    /// <summary>The point of (τ, Δ).</summary>
    /// <param name="tau">τ in [0, 1].</param>
    /// <param name="delta">Δ in [10⁻³, 1].</param>
    public static UnitPoint Point(double tau, double delta) => new(1 + (Math.Log10(delta) / Decades), tau);
}
