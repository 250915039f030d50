namespace Grokking.Optimization;

/// <summary>
/// The Matérn 5/2 kernel with a length per coordinate: k(x, x′) = s² (1 + √5 d + 5/3 d²) exp(−√5 d), d² = Σᵢ (xᵢ − x′ᵢ)² / ℓᵢ² (Rasmussen and Williams 2006, Eqn 4.17),
/// with observations k(x, x′) + σₙ² [x = x′].
/// </summary>
/// <param name="LengthX">ℓ of the first coordinate, positive.</param>
/// <param name="LengthY">ℓ of the second coordinate, positive.</param>
/// <param name="SignalVariance">s², positive.</param>
/// <param name="NoiseVariance">σₙ², positive: it also keeps the covariance matrix invertible.</param>
public sealed record Matern52(double LengthX, double LengthY, double SignalVariance, double NoiseVariance)
{
    private static readonly double RootFive = Math.Sqrt(5);

    /// <summary>k(x, x′), without noise.</summary>
    public double Covariance(UnitPoint a, UnitPoint b)
    {
        double x = (a.X - b.X) / LengthX;
        double y = (a.Y - b.Y) / LengthY;
        double square = (x * x) + (y * y);
        double scaled = RootFive * Math.Sqrt(square);
        return SignalVariance * (1 + scaled + (5.0 / 3.0 * square)) * Math.Exp(-scaled);
    }
}
