namespace Grokking.Tasks;

/// <summary>Prime numbers, the moduli for which every b ≠ 0 has an inverse.</summary>
public static class Primes
{
    /// <summary>Whether a number is prime.</summary>
    public static bool Contains(int number)
    {
        for (int divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }

        return number >= 2;
    }

    /// <summary>The prime nearest to a number; the smaller of two.</summary>
    public static int Nearest(int number) =>
        Enumerable.Range(0, int.MaxValue).SelectMany(distance => new[] { number - distance, number + distance }).First(Contains);
}
