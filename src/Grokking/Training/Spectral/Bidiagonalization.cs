using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// W = U B Vᵀ for a tall W with B upper bidiagonal, U and V of Householder reflections (Golub and Van Loan, Algorithm 5.4.2). Singular
/// values keep an error of float64's rounding
/// times the largest one, where those of a Gram matrix WᵀW keep the square root of that: 10⁻¹⁶ instead of 10⁻⁸.
/// <para>
/// Step k takes two passes over what is left of the matrix, which does not fit the first-level cache:
/// <code>
/// A ← A − u′y′ᵀ − z′v′ᵀ  of the step before, and on the way  y = β Aᵀu
/// z = β A v  of the changed A, which is A v − (yᵀv) u
/// </code>
/// </para>
/// </summary>
/// <param name="rows">Largest number of rows.</param>
/// <param name="columns">Largest number of columns.</param>
internal sealed class Bidiagonalization(int rows, int columns)
{
    /// <summary>Rows beyond the last that the matrix must have room for.</summary>
    public const int SpareRows = 3;

    private const int RowGroup = 4;
    private const double Negligible = 1e-20; // of the norm: far below float64's rounding

    private readonly double[] column = new double[MatrixProduct.Stride(rows)];       // what the next u is made of
    private readonly double[] z = new double[MatrixProduct.Stride(rows)];
    private readonly double[] nothing = new double[MatrixProduct.Stride(rows)];
    private readonly double[] y = new double[MatrixProduct.Stride(columns)];
    private readonly double[] projection = new double[MatrixProduct.Stride(columns)]; // Aᵀu, then the row that the next v is made of

    /// <summary>B's diagonal, (n).</summary>
    public double[] Diagonal { get; } = new double[columns];

    /// <summary>B's other diagonal, (n − 1).</summary>
    public double[] OffDiagonal { get; } = new double[columns];

    /// <summary>U.</summary>
    public HouseholderReflections Left { get; } = new(columns, rows);

    /// <summary>V.</summary>
    public HouseholderReflections Right { get; } = new(columns, columns);

    /// <summary>Decomposes W, which is overwritten.</summary>
    /// <param name="matrix">W, (m + <see cref="SpareRows"/>, stride of n), zero beyond column n.</param>
    /// <param name="m">Rows, at least n.</param>
    /// <param name="n">Columns, at least one.</param>
    /// <param name="norm">W's Frobenius norm.</param>
    public void Reduce(Span<double> matrix, int m, int n, double norm)
    {
        double negligible = Negligible * norm;
        int stride = MatrixProduct.Stride(n);
        int height = MatrixProduct.Stride(m);
        Left.Clear(m);
        Right.Clear(n);
        matrix.Slice(m * stride, SpareRows * stride).Clear();
        Array.Clear(z);
        Array.Clear(y);
        Array.Clear(column);
        for (int i = 0; i < m; i++)
        {
            column[i] = matrix[i * stride];
        }

        ReadOnlySpan<double> u = nothing;
        ReadOnlySpan<double> v = nothing;
        for (int k = 0; k < n; k++)
        {
            PaddedVector.Combine(column.AsSpan(0, height), 1, u, -y[k], z, -v[k], k);
            (Diagonal[k], double beta) = Left.Add(column, k, negligible);
            if (k == n - 1)
            {
                break;
            }

            ReadOnlySpan<double> next = Left.Vector(k);
            Span<double> rest = matrix[(k * stride)..];
            Array.Clear(projection);
            ChangeAndProject(rest, m - k, u[k..], v, next[k..], k, n);
            u = next;
            PaddedVector.Combine(y.AsSpan(0, stride), 0, projection, beta, nothing, 0, k);
            PaddedVector.Combine(projection.AsSpan(0, stride), 0, rest, 1, y, -u[k], k);
            y.AsSpan(0, k + 1).Clear();
            (OffDiagonal[k], beta) = Right.Add(projection, k + 1, negligible);
            v = Right.Vector(k);
            Project(rest[stride..], m - k - 1, v, k + 1, n);
            double shared = PaddedVector.Dot(y.AsSpan(0, stride), v, k + 1);
            PaddedVector.Combine(z.AsSpan(0, height), beta, u, -beta * shared, nothing, 0, k + 1);
        }
    }

    // A ← A − u yᵀ − z vᵀ and projection = Aᵀ next, for the rows from k on.
    private void ChangeAndProject(
        Span<double> a, int count, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> next, int k, int n)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            ChangeAndProject<Lanes512>(a, count, u, v, next, k, n);
        }
        else
        {
            ChangeAndProject<Lanes256>(a, count, u, v, next, k, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ChangeAndProject<TLanes>(
        Span<double> a, int count, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> next, int k, int n)
        where TLanes : struct, ILanes<TLanes>
    {
        int stride = MatrixProduct.Stride(n);
        ref double ys = ref MemoryMarshal.GetArrayDataReference(y);
        ref double vs = ref MemoryMarshal.GetReference(v);
        ref double sums = ref MemoryMarshal.GetArrayDataReference(projection);
        for (int i = 0; i < count; i += RowGroup)
        {
            ref double row0 = ref MemoryMarshal.GetReference(a[(i * stride)..]);
            ref double row1 = ref Unsafe.Add(ref row0, stride);
            ref double row2 = ref Unsafe.Add(ref row1, stride);
            ref double row3 = ref Unsafe.Add(ref row2, stride);
            (TLanes u0, TLanes u1, TLanes u2, TLanes u3) =
                (TLanes.Create(-u[i]), TLanes.Create(-u[i + 1]), TLanes.Create(-u[i + 2]), TLanes.Create(-u[i + 3]));
            ReadOnlySpan<double> zs = z.AsSpan(k + i, RowGroup);
            (TLanes z0, TLanes z1, TLanes z2, TLanes z3) =
                (TLanes.Create(-zs[0]), TLanes.Create(-zs[1]), TLanes.Create(-zs[2]), TLanes.Create(-zs[3]));
            ReadOnlySpan<double> ns = next.Slice(i, RowGroup);
            (TLanes n0, TLanes n1, TLanes n2, TLanes n3) =
                (TLanes.Create(ns[0]), TLanes.Create(ns[1]), TLanes.Create(ns[2]), TLanes.Create(ns[3]));
            for (int j = k / TLanes.Count * TLanes.Count; j < n; j += TLanes.Count)
            {
                TLanes yj = TLanes.Load(ref ys, j);
                TLanes vj = TLanes.Load(ref vs, j);
                TLanes r0 = TLanes.MultiplyAdd(z0, vj, TLanes.MultiplyAdd(u0, yj, TLanes.Load(ref row0, j)));
                TLanes r1 = TLanes.MultiplyAdd(z1, vj, TLanes.MultiplyAdd(u1, yj, TLanes.Load(ref row1, j)));
                TLanes r2 = TLanes.MultiplyAdd(z2, vj, TLanes.MultiplyAdd(u2, yj, TLanes.Load(ref row2, j)));
                TLanes r3 = TLanes.MultiplyAdd(z3, vj, TLanes.MultiplyAdd(u3, yj, TLanes.Load(ref row3, j)));
                r0.Store(ref row0, j);
                r1.Store(ref row1, j);
                r2.Store(ref row2, j);
                r3.Store(ref row3, j);
                TLanes even = TLanes.MultiplyAdd(n2, r2, TLanes.MultiplyAdd(n0, r0, TLanes.Load(ref sums, j)));
                TLanes odd = TLanes.MultiplyAdd(n3, r3, n1 * r1);
                (even + odd).Store(ref sums, j);
            }
        }
    }

    // z = A v for the rows from k on, and their column k, while they are at hand.
    private void Project(ReadOnlySpan<double> a, int count, ReadOnlySpan<double> v, int k, int n)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Project<Lanes512>(a, count, v, k, n);
        }
        else
        {
            Project<Lanes256>(a, count, v, k, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Project<TLanes>(ReadOnlySpan<double> a, int count, ReadOnlySpan<double> v, int k, int n)
        where TLanes : struct, ILanes<TLanes>
    {
        int stride = MatrixProduct.Stride(n);
        ref double vs = ref MemoryMarshal.GetReference(v);
        for (int i = 0; i < count; i += RowGroup)
        {
            ref double row0 = ref MemoryMarshal.GetReference(a[(i * stride)..]);
            ref double row1 = ref Unsafe.Add(ref row0, stride);
            ref double row2 = ref Unsafe.Add(ref row1, stride);
            ref double row3 = ref Unsafe.Add(ref row2, stride);
            TLanes s0 = default, s1 = default, s2 = default, s3 = default;
            for (int j = k / TLanes.Count * TLanes.Count; j < n; j += TLanes.Count)
            {
                TLanes vj = TLanes.Load(ref vs, j);
                s0 = TLanes.MultiplyAdd(vj, TLanes.Load(ref row0, j), s0);
                s1 = TLanes.MultiplyAdd(vj, TLanes.Load(ref row1, j), s1);
                s2 = TLanes.MultiplyAdd(vj, TLanes.Load(ref row2, j), s2);
                s3 = TLanes.MultiplyAdd(vj, TLanes.Load(ref row3, j), s3);
            }

            Span<double> zs = z.AsSpan(k + i, RowGroup);
            (zs[0], zs[1], zs[2], zs[3]) = (s0.Sum, s1.Sum, s2.Sum, s3.Sum);
            Span<double> next = column.AsSpan(k + i, RowGroup);
            (next[0], next[1], next[2], next[3]) =
                (Unsafe.Add(ref row0, k), Unsafe.Add(ref row1, k), Unsafe.Add(ref row2, k), Unsafe.Add(ref row3, k));
        }
    }
}
