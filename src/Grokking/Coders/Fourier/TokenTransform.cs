using Grokking.Tasks;

namespace Grokking.Coders.Fourier;

/// <summary>
/// The orthonormal real Fourier transform along the tokens: row 0 of the matrix F is constant, rows 2k − 1 and 2k are cosine and sine of frequency k, and for an even number
/// of tokens the last row alternates. Sines come from a series in a fixed order of operations, so that every machine decodes the same bits.
/// </summary>
internal static class TokenTransform
{
    /// <summary>F, (p, p), row-major: coefficients = F · table.</summary>
    public static float[] Matrix(TokenOrder order, int modulus)
    {
        float[] matrix = new float[modulus * modulus];
        int[] tokens = Cycle(order, modulus);
        int first = modulus - tokens.Length;
        if (first == 1)
        {
            matrix[0] = 1; // 0 is no power of g
        }

        for (int t = 0; t < tokens.Length; t++)
        {
            for (int row = 0; row < tokens.Length; row++)
            {
                matrix[((first + row) * modulus) + tokens[t]] = (float)Element(row, t, tokens.Length);
            }
        }

        return matrix;
    }

    /// <summary>Whether the tokens of a modulus have an order.</summary>
    public static bool Exists(TokenOrder order, int modulus) => order != TokenOrder.Multiplicative || (modulus > 2 && Primes.Contains(modulus));

    private static double Element(int row, int t, int n)
    {
        if (row == 0)
        {
            return Math.Sqrt(1.0 / n);
        }

        int frequency = (row + 1) / 2;
        if (2 * frequency == n)
        {
            return Math.Sqrt(1.0 / n) * (t % 2 == 0 ? 1 : -1);
        }

        int angle = (int)((long)frequency * t % n);
        return Math.Sqrt(2.0 / n) * (row % 2 == 1 ? Sine((4 * (long)angle) + n, 4L * n) : Sine(4 * (long)angle, 4L * n));
    }

    /// <summary>sin(2π part / whole), brought to the first octant by whole numbers.</summary>
    private static double Sine(long part, long whole)
    {
        part = ((part % whole) + whole) % whole;
        if (2 * part >= whole)
        {
            return -Sine(part - (whole / 2), whole);
        }

        if (4 * part > whole)
        {
            part = (whole / 2) - part;
        }

        double x = 2 * Math.PI * part / whole;
        return 8 * part <= whole ? Series(x, x, 2) : Series(Math.PI * (whole - (4 * part)) / (2.0 * whole), 1, 1);
    }

    // x − x³/3! + … or 1 − x²/2! + …
    private static double Series(double x, double term, int next)
    {
        double sum = term;
        for (int i = next; i < next + 20; i += 2)
        {
            term *= -x * x / (i * (i + 1));
            sum += term;
        }

        return sum;
    }

    private static int[] Cycle(TokenOrder order, int modulus)
    {
        if (order == TokenOrder.Additive)
        {
            return [.. Enumerable.Range(0, modulus)];
        }

        int root = PrimitiveRoot(modulus);
        int[] tokens = new int[modulus - 1];
        long power = 1;
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = (int)power;
            power = power * root % modulus;
        }

        return tokens;
    }

    private static int PrimitiveRoot(int prime)
    {
        for (int root = 1; root < prime; root++)
        {
            long power = root;
            int order = 1;
            while (power != 1)
            {
                power = power * root % prime;
                order++;
            }

            if (order == prime - 1)
            {
                return root;
            }
        }

        throw new ArgumentException($"{prime} is not prime.", nameof(prime));
    }
}
