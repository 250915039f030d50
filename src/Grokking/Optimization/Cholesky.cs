using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Optimization;

/// <summary>
/// K = L Lᵀ of a symmetric positive definite matrix, and what a Gaussian process needs of it. Written out because the matrices are small, there are many, and they grow by a row at a time.
/// Sums run in eight lanes of fixed order, so that they do not depend on the width of the processor's vectors, and with them the search on the machine.
/// </summary>
public sealed class Cholesky
{
    private static readonly int Lanes = Vector256<double>.Count;

    private readonly double[] lower; // packed: row i begins at i (i + 1) / 2
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
                sum += Math.Log(lower[Start(i) + i]);
            }

            return 2 * sum;
        }
    }

    /// <summary>Factors <paramref name="packed"/> in place.</summary>
    /// <param name="packed">The lower triangle of K row by row, size (size + 1) / 2 values; taken over.</param>
    /// <param name="size">Number of rows.</param>
    /// <exception cref="ArgumentException">K is not positive definite.</exception>
    public static Cholesky Of(double[] packed, int size)
    {
        Cholesky factor = new(packed, size);
        for (int i = 0; i < size; i++)
        {
            factor.Finish(i);
        }

        return factor;
    }

    /// <summary>The factor of K with one more row.</summary>
    /// <param name="covariances">The new row, without its diagonal element.</param>
    /// <param name="variance">The diagonal element.</param>
    /// <exception cref="ArgumentException">The larger matrix is not positive definite.</exception>
    public Cholesky With(ReadOnlySpan<double> covariances, double variance)
    {
        double[] larger = new double[Start(size + 1)];
        lower.AsSpan(0, Start(size)).CopyTo(larger);
        covariances.CopyTo(larger.AsSpan(Start(size)));
        larger[^1] = variance;
        Cholesky factor = new(larger, size + 1);
        factor.Finish(size);
        return factor;
    }

    /// <summary>Replaces b by L⁻¹ b.</summary>
    public void SolveLower(Span<double> b)
    {
        for (int i = 0; i < size; i++)
        {
            ReadOnlySpan<double> row = lower.AsSpan(Start(i), i + 1);
            b[i] = (b[i] - Dot(row[..i], b[..i])) / row[i];
        }
    }

    /// <summary>Replaces b by K⁻¹ b.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        for (int i = size - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = lower.AsSpan(Start(i), i + 1);
            double value = b[i] /= row[i];
            for (int j = 0; j < i; j++)
            {
                b[j] -= row[j] * value;
            }
        }
    }

    private static int Start(int row) => row * (row + 1) / 2;

    private void Finish(int i)
    {
        Span<double> row = lower.AsSpan(Start(i), i + 1);
        for (int j = 0; j < i; j++)
        {
            ReadOnlySpan<double> above = lower.AsSpan(Start(j), j + 1);
            row[j] = (row[j] - Dot(row[..j], above[..j])) / above[j];
        }

        double rest = row[i] - Dot(row[..i], row[..i]);
        row[i] = rest > 0 ? Math.Sqrt(rest) : throw new ArgumentException($"The matrix is not positive definite: pivot {i} is {rest}.", nameof(i));
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double x = ref MemoryMarshal.GetReference(a);
        ref double y = ref MemoryMarshal.GetReference(b);
        Vector256<double> lanes = Vector256<double>.Zero;
        int i = 0;
        for (; i <= a.Length - Lanes; i += Lanes)
        {
            lanes = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref y, (nuint)i), lanes);
        }

        double sum = Vector256.Sum(lanes);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
