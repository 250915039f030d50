using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// G = WᵀW in float64 for a tall matrix W (m × n), m ≥ n; a wide one is taken transposed. Only products of one triangle are computed: 4 rows of G by 32 columns at a time,
/// in registers, down all rows of W.
/// </summary>
internal static class GramMatrix
{
    /// <summary>Rows of all matrices here are padded with zeros to a multiple of this.</summary>
    public const int Padding = 32;

    private const int TileRows = 4;
    private static readonly int Lanes = Vector512<double>.Count;

    /// <summary>The least multiple of <see cref="Padding"/> that holds <paramref name="n"/> values.</summary>
    public static int Padded(int n) => (n + Padding - 1) / Padding * Padding;

    /// <summary>Computes G.</summary>
    /// <param name="weights">W as it is stored, (rows, columns), row-major.</param>
    /// <param name="rows">Rows of W as stored.</param>
    /// <param name="columns">Columns of W as stored.</param>
    /// <param name="tall">Scratch for max(rows, columns) padded rows.</param>
    /// <param name="gram">(n, padded n), n = min(rows, columns): both triangles; zero beyond column n.</param>
    public static void Compute(ReadOnlySpan<float> weights, int rows, int columns, Span<double> tall, Span<double> gram)
    {
        int n = Math.Min(rows, columns);
        int m = Math.Max(rows, columns);
        int stride = Padded(n);
        Span<double> used = tall[..(m * stride)];
        if (rows >= columns)
        {
            Widen(weights, columns, stride, used);
        }
        else
        {
            WidenTransposed(weights, rows, columns, stride, used);
        }

        for (int i = 0; i < n; i += TileRows)
        {
            for (int j = i / Padding * Padding; j < n; j += Padding)
            {
                Tile(ref MemoryMarshal.GetReference(used), m, stride, i, j, ref MemoryMarshal.GetReference(gram), Math.Min(TileRows, n - i));
            }
        }

        for (int i = 1; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                gram[(i * stride) + j] = gram[(j * stride) + i];
            }
        }
    }

    private static void Widen(ReadOnlySpan<float> weights, int columns, int stride, Span<double> target)
    {
        for (int from = 0, to = 0; from < weights.Length; from += columns, to += stride)
        {
            Span<double> row = target.Slice(to, stride);
            row[columns..].Clear();
            for (int j = 0; j < columns; j++)
            {
                row[j] = weights[from + j];
            }
        }
    }

    // In blocks of 16 × 16, so that neither side leaves the first-level cache.
    private static void WidenTransposed(ReadOnlySpan<float> weights, int rows, int columns, int stride, Span<double> target)
    {
        const int Block = 16;
        for (int column = 0; column < columns; column += Block)
        {
            int columnEnd = Math.Min(column + Block, columns);
            for (int row = 0; row < rows; row += Block)
            {
                int rowEnd = Math.Min(row + Block, rows);
                for (int j = column; j < columnEnd; j++)
                {
                    for (int i = row; i < rowEnd; i++)
                    {
                        target[(j * stride) + i] = weights[(i * columns) + j];
                    }
                }
            }

            for (int j = column; j < columnEnd; j++)
            {
                target.Slice((j * stride) + rows, stride - rows).Clear();
            }
        }
    }

    private static void Tile(ref double tall, int m, int stride, int i, int j, ref double gram, int tileRows)
    {
        Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<double> b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<double> c0 = default, c1 = default, c2 = default, c3 = default;
        Vector512<double> d0 = default, d1 = default, d2 = default, d3 = default;
        for (int row = 0; row < m; row++)
        {
            ref double left = ref Unsafe.Add(ref tall, (row * stride) + i);
            ref double right = ref Unsafe.Add(ref tall, (row * stride) + j);
            Vector512<double> r0 = Vector512.LoadUnsafe(ref right);
            Vector512<double> r1 = Vector512.LoadUnsafe(ref right, (nuint)Lanes);
            Vector512<double> r2 = Vector512.LoadUnsafe(ref right, (nuint)(2 * Lanes));
            Vector512<double> r3 = Vector512.LoadUnsafe(ref right, (nuint)(3 * Lanes));
            Vector512<double> l0 = Vector512.Create(left);
            Vector512<double> l1 = Vector512.Create(Unsafe.Add(ref left, 1));
            Vector512<double> l2 = Vector512.Create(Unsafe.Add(ref left, 2));
            Vector512<double> l3 = Vector512.Create(Unsafe.Add(ref left, 3));
            a0 = Vector512.FusedMultiplyAdd(l0, r0, a0);
            a1 = Vector512.FusedMultiplyAdd(l0, r1, a1);
            a2 = Vector512.FusedMultiplyAdd(l0, r2, a2);
            a3 = Vector512.FusedMultiplyAdd(l0, r3, a3);
            b0 = Vector512.FusedMultiplyAdd(l1, r0, b0);
            b1 = Vector512.FusedMultiplyAdd(l1, r1, b1);
            b2 = Vector512.FusedMultiplyAdd(l1, r2, b2);
            b3 = Vector512.FusedMultiplyAdd(l1, r3, b3);
            c0 = Vector512.FusedMultiplyAdd(l2, r0, c0);
            c1 = Vector512.FusedMultiplyAdd(l2, r1, c1);
            c2 = Vector512.FusedMultiplyAdd(l2, r2, c2);
            c3 = Vector512.FusedMultiplyAdd(l2, r3, c3);
            d0 = Vector512.FusedMultiplyAdd(l3, r0, d0);
            d1 = Vector512.FusedMultiplyAdd(l3, r1, d1);
            d2 = Vector512.FusedMultiplyAdd(l3, r2, d2);
            d3 = Vector512.FusedMultiplyAdd(l3, r3, d3);
        }

        Store(ref gram, i, a0, a1, a2, a3);
        if (tileRows > 1)
        {
            Store(ref gram, i + 1, b0, b1, b2, b3);
        }

        if (tileRows > 2)
        {
            Store(ref gram, i + 2, c0, c1, c2, c3);
        }

        if (tileRows > 3)
        {
            Store(ref gram, i + 3, d0, d1, d2, d3);
        }

        void Store(ref double target, int row, Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3)
        {
            ref double at = ref Unsafe.Add(ref target, (row * stride) + j);
            v0.StoreUnsafe(ref at);
            v1.StoreUnsafe(ref at, (nuint)Lanes);
            v2.StoreUnsafe(ref at, (nuint)(2 * Lanes));
            v3.StoreUnsafe(ref at, (nuint)(3 * Lanes));
        }
    }
}
