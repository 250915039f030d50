namespace Grokking.Optimization;

/// <summary>K = L Lᵀ of a symmetric positive definite matrix, and what a Gaussian process needs of it. Written out because the matrices are small and there are many.</summary>
public sealed class Cholesky
{
    private readonly double[] lower;
    private readonly int size;

    private Cholesky(double[] lower, int size) => (this.lower, this.size) = (lower, size);

    /// <summary>log |K| = 2 Σ log Lᵢᵢ.</summary>
    public double LogDeterminant
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < size; i++)
            {
                sum += Math.Log(lower[(i * size) + i]);
            }

            return 2 * sum;
        }
    }

    /// <summary>Factors <paramref name="matrix"/> in place; only its lower triangle is read.</summary>
    /// <param name="matrix">K, (size, size), row-major; taken over.</param>
    /// <param name="size">Number of rows.</param>
    /// <exception cref="ArgumentException">K is not positive definite.</exception>
    public static Cholesky Of(double[] matrix, int size)
    {
        for (int i = 0; i < size; i++)
        {
            Span<double> row = matrix.AsSpan(i * size, size);
            for (int j = 0; j <= i; j++)
            {
                double rest = row[j] - Dot(row[..j], matrix.AsSpan(j * size, j));
                if (i > j)
                {
                    row[j] = rest / matrix[(j * size) + j];
                }
                else
                {
                    row[i] = rest > 0 ? Math.Sqrt(rest) : throw new ArgumentException($"The matrix is not positive definite: pivot {i} is {rest}.", nameof(matrix));
                }
            }
        }

        return new Cholesky(matrix, size);
    }

    /// <summary>Replaces b by L⁻¹ b.</summary>
    public void SolveLower(Span<double> b)
    {
        for (int i = 0; i < size; i++)
        {
            b[i] = (b[i] - Dot(lower.AsSpan(i * size, i), b[..i])) / lower[(i * size) + i];
        }
    }

    /// <summary>Replaces b by K⁻¹ b.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        for (int i = size - 1; i >= 0; i--)
        {
            double rest = b[i];
            for (int j = i + 1; j < size; j++)
            {
                rest -= lower[(j * size) + i] * b[j];
            }

            b[i] = rest / lower[(i * size) + i];
        }
    }

    // In order, so that a sum does not depend on the width of the vector unit, and with it the search on the machine.
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
