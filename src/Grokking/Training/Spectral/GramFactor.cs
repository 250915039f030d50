namespace Grokking.Training.Spectral;

/// <summary>
/// R of a tall W = Q R from the Cholesky factorisation of its Gram matrix, WᵀW = RᵀR: half the arithmetic of reflections, all of it in products. W and R share singular values and right
/// singular vectors. Squaring costs digits, as many as W / σ_min has, so it is only for matrices without small singular values.
/// </summary>
internal static class GramFactor
{
    private const int Block = 16;
    private const int Depth = 128; // rows of W at a time, so that their part of it stays in the cache

    /// <summary>Computes R.</summary>
    /// <param name="tall">W, (m, stride of n), zero beyond column n.</param>
    /// <param name="m">Rows.</param>
    /// <param name="n">Columns.</param>
    /// <param name="factor">(n, stride of n): R, zero below the diagonal and beyond column n.</param>
    /// <returns>Whether the Gram matrix is positive.</returns>
    public static bool Compute(ReadOnlySpan<double> tall, int m, int n, Span<double> factor)
    {
        int stride = MatrixProduct.Stride(n);
        factor[..(n * stride)].Clear();
        for (int i = 0; i < n; i += Block)
        {
            for (int from = 0; from < m; from += Depth)
            {
                ReadOnlySpan<double> part = tall[((from * stride) + i)..];
                MatrixProduct.Add(part, 1, stride, part, stride, factor[((i * stride) + i)..], stride, (Math.Min(Block, n - i), n - i, Math.Min(Depth, m - from)));
            }
        }

        for (int from = 0; from < n; from += Block)
        {
            int end = Math.Min(from + Block, n);
            for (int k = from; k < end; k++)
            {
                Span<double> row = factor.Slice(k * stride, stride);
                for (int i = from; i < k; i++)
                {
                    ReadOnlySpan<double> above = factor.Slice(i * stride, stride);
                    PaddedVector.Combine(row, 1, above, -above[k], above, 0, k);
                }

                if (!(row[k] > 0))
                {
                    return false;
                }

                PaddedVector.Combine(row, 1 / Math.Sqrt(row[k]), row, 0, row, 0, k);
                row[..k].Clear();
            }

            if (end < n)
            {
                ReadOnlySpan<double> panel = factor[((from * stride) + end)..];
                MatrixProduct.Add(panel, 1, stride, panel, stride, factor[((end * stride) + end)..], stride, (n - end, n - end, end - from), subtract: true);
            }
        }

        return true;
    }
}
