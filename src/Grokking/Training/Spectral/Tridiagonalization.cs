using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// G = Q T Qᵀ with T tridiagonal and Q = H₀ H₁ … of Householder reflections Hₖ = I − βₖ vₖ vₖᵀ (Golub and Van Loan, Algorithm 8.3.1), and the way back, Q Φ Qᵀ.
/// <para>
/// Either way step k is a rank-two change A ← A − v zᵀ − z vᵀ after a product A v. The change of one step and the product of the next go over the matrix together, as each
/// touches every element once and the matrix does not fit the first-level cache.
/// </para>
/// </summary>
/// <param name="capacity">Largest n.</param>
internal sealed class Tridiagonalization(int capacity)
{
    private static readonly int Lanes = Vector512<double>.Count;

    private readonly double[] reflectors = new double[capacity * GramMatrix.Padded(capacity)]; // vₖ in row k, zero up to column k
    private readonly double[] betas = new double[capacity];
    private readonly double[] product = new double[GramMatrix.Padded(capacity)];
    private readonly double[] change = new double[GramMatrix.Padded(capacity)];

    /// <summary>T's diagonal, (n).</summary>
    public double[] Diagonal { get; } = new double[capacity];

    /// <summary>T's other diagonal, (n − 1).</summary>
    public double[] OffDiagonal { get; } = new double[capacity];

    /// <summary>Reduces G, which is overwritten.</summary>
    /// <param name="matrix">G, (n, padded n), symmetric.</param>
    /// <param name="n">n ≥ 1.</param>
    public void Reduce(Span<double> matrix, int n)
    {
        int stride = GramMatrix.Padded(n);
        Span<double> z = change.AsSpan(0, stride);
        Span<double> previous = default;
        for (int k = 0; k < n; k++)
        {
            Span<double> row = matrix.Slice(k * stride, stride);
            if (!previous.IsEmpty)
            {
                Change(row, previous[k], z, z[k], previous, default, k);
            }

            Diagonal[k] = row[k];
            if (k == n - 1)
            {
                break;
            }

            Span<double> v = reflectors.AsSpan(k * stride, stride);
            (OffDiagonal[k], betas[k]) = Reflector(row, v, k + 1);
            Span<double> p = product.AsSpan(0, stride);
            p.Clear();
            for (int i = k + 1; i < n; i++)
            {
                Span<double> at = matrix.Slice(i * stride, stride);
                p[i] = previous.IsEmpty ? Dot(at, v, k + 1) : Change(at, previous[i], z, z[i], previous, v, k + 1);
            }

            Symmetrize(p, v, betas[k], z, k + 1);
            previous = v;
        }
    }

    /// <summary>Φ ← Q Φ Qᵀ for a Φ in the basis of T.</summary>
    /// <param name="matrix">Φ, (n, padded n), symmetric, zero beyond column n.</param>
    /// <param name="n">n of the last <see cref="Reduce"/>.</param>
    public void TransformBack(Span<double> matrix, int n)
    {
        int stride = GramMatrix.Padded(n);
        Span<double> z = change.AsSpan(0, stride);
        Span<double> p = product.AsSpan(0, stride);
        p.Clear();
        for (int k = n - 3; k >= 0; k--)
        {
            Span<double> v = reflectors.AsSpan(k * stride, stride);
            Span<double> next = k > 0 ? reflectors.AsSpan((k - 1) * stride, stride) : default;
            for (int i = 0; i < n && k == n - 3; i++)
            {
                p[i] = Dot(matrix.Slice(i * stride, stride), v, k + 1);
            }

            Symmetrize(p, v, betas[k], z, k + 1);

            // Rows below k were changed from column k + 1 on only; what column k should be stands in row k.
            for (int i = k + 1; i < n; i++)
            {
                matrix[(i * stride) + k] = matrix[(k * stride) + i];
            }

            for (int i = 0; i < n; i++)
            {
                p[i] = Change(matrix.Slice(i * stride, stride), v[i], z, z[i], v, next, k);
            }
        }
    }

    private static (double OffDiagonal, double Beta) Reflector(ReadOnlySpan<double> row, Span<double> v, int first)
    {
        v[..first].Clear();
        row[first..].CopyTo(v[first..]);
        double norm = Math.Sqrt(Dot(v, v, first));
        double head = v[first];
        if (norm == Math.Abs(head))
        {
            v[first..].Clear();
            return (head, 0);
        }

        // The sign avoids cancellation.
        double offDiagonal = head > 0 ? -norm : norm;
        v[first] = head - offDiagonal;
        return (offDiagonal, 1 / (norm * (norm + Math.Abs(head))));
    }

    // z = β p − ½ β² (pᵀv) v
    private static void Symmetrize(ReadOnlySpan<double> p, ReadOnlySpan<double> v, double beta, Span<double> z, int first)
    {
        double half = 0.5 * beta * beta * Dot(p, v, first);
        for (int i = 0; i < z.Length; i++)
        {
            z[i] = (beta * p[i]) - (half * v[i]);
        }
    }

    // row ← row − a · x − b · y from column `first` on; returns the new row's product with `next`, if there is one.
    private static double Change(Span<double> row, double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y, ReadOnlySpan<double> next, int first)
    {
        ref double r = ref MemoryMarshal.GetReference(row);
        ref double xs = ref MemoryMarshal.GetReference(x);
        ref double ys = ref MemoryMarshal.GetReference(y);
        ref double ns = ref MemoryMarshal.GetReference(next.IsEmpty ? x : next);
        Vector512<double> minusA = Vector512.Create(-a);
        Vector512<double> minusB = Vector512.Create(-b);
        Vector512<double> sum = Vector512<double>.Zero;
        for (int i = first / Lanes * Lanes; i < row.Length; i += Lanes)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref r, (nuint)i);
            value = Vector512.FusedMultiplyAdd(minusA, Vector512.LoadUnsafe(ref xs, (nuint)i), value);
            value = Vector512.FusedMultiplyAdd(minusB, Vector512.LoadUnsafe(ref ys, (nuint)i), value);
            value.StoreUnsafe(ref r, (nuint)i);
            sum = Vector512.FusedMultiplyAdd(value, Vector512.LoadUnsafe(ref ns, (nuint)i), sum);
        }

        return Vector512.Sum(sum);
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int first)
    {
        ref double xs = ref MemoryMarshal.GetReference(x);
        ref double ys = ref MemoryMarshal.GetReference(y);
        Vector512<double> sum = Vector512<double>.Zero;
        for (int i = first / Lanes * Lanes; i < x.Length; i += Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref xs, (nuint)i), Vector512.LoadUnsafe(ref ys, (nuint)i), sum);
        }

        return Vector512.Sum(sum);
    }
}
