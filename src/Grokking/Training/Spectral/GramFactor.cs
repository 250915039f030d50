namespace Grokking.Training.Spectral;

/// <summary>
/// R of a tall W = Q R from the Cholesky factorisation of its Gram matrix, WᵀW = RᵀR: half the arithmetic of reflections, all of it in products. W and R share singular values and right
/// singular vectors. Squaring costs digits, as many as W / σ_min has, so it is only for matrices without small singular values.
/// </summary>
internal static class GramFactor
{
    private const int Block = 16;

    /// <summary>Adds the part that some rows have in WᵀW.</summary>
    /// <param name="part">Rows of W, (m, stride of n), zero beyond column n.</param>
    /// <param name="m">How many.</param>
    /// <param name="n">Columns.</param>
    /// <param name="gram">(n, stride of n): its upper triangle grows.</param>
    public static void Add(ReadOnlySpan<double> part, int m, int n, Span<double> gram)
    {
        int stride = MatrixProduct.Stride(n);
        for (int i = 0; i < n; i += Block)
        {
            Span<double> rows = gram[((i * stride) + i)..];
            MatrixProduct.Add(part[i..], 1, stride, part[i..], stride, rows, stride, (Math.Min(Block, n - i), n - i, m));
        }
    }

    /// <summary>Takes R from WᵀW.</summary>
    /// <param name="factor">WᵀW's upper triangle, (n, stride of n); becomes R, zero below the diagonal and beyond column n.</param>
    /// <param name="n">Columns.</param>
    /// <returns>Whether the Gram matrix is positive.</returns>
    public static bool Factorize(Span<double> factor, int n)
    {
        int stride = MatrixProduct.Stride(n);
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
                Span<double> rest = factor[((end * stride) + end)..];
                MatrixProduct.Add(panel, 1, stride, panel, stride, rest, stride, (n - end, n - end, end - from), subtract: true);
            }
        }

        return true;
    }
}
