namespace Grokking.Optimization;

/// <summary>
/// Halton points in bases 2 and 3, rotated by a shift that a seed draws (Cranley and Patterson 1976): they fill the square evenly from the first few on,
/// and a point is a function of (seed, index) alone.
/// </summary>
public static class Halton
{
    /// <summary>Point <paramref name="index"/> of the sequence of <paramref name="seed"/>.</summary>
    /// <param name="seed">Draws the shift.</param>
    /// <param name="index">From 0 on.</param>
    public static UnitPoint Point(ulong seed, int index) =>
        new(Fraction(RadicalInverse(index + 1, 2) + Uniform(Hash(seed))), Fraction(RadicalInverse(index + 1, 3) + Uniform(Hash(seed + 1))));

    /// <summary>SplitMix64's output function (Steele, Lea and Flood 2014): derives a seed for each purpose from one.</summary>
    public static ulong Hash(ulong value)
    {
        ulong z = value + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static double RadicalInverse(int index, int radix)
    {
        double digit = 1;
        double sum = 0;
        for (int rest = index; rest > 0; rest /= radix)
        {
            digit /= radix;
            sum += digit * (rest % radix);
        }

        return sum;
    }

    private static double Uniform(ulong bits) => (bits >> 11) * (1.0 / (1L << 53));

    private static double Fraction(double value) => value - Math.Floor(value);
}
