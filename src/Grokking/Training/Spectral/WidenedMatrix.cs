namespace Grokking.Training.Spectral;

/// <summary>Float32 matrices as tall float64 ones with padded rows, and back: a wide one is taken transposed. In blocks, so that neither side leaves the first-level cache.</summary>
internal static class WidenedMatrix
{
    private const int Block = 16;

    /// <summary>Reads a matrix.</summary>
    /// <param name="source">(rows, columns), row-major.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="target">(max(rows, columns), stride), zero beyond column min(rows, columns).</param>
    /// <param name="stride">Distance of the target's rows.</param>
    public static void Read(ReadOnlySpan<float> source, int rows, int columns, Span<double> target, int stride)
    {
        if (rows >= columns)
        {
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<float> from = source.Slice(i * columns, columns);
                Span<double> to = target.Slice(i * stride, stride);
                to[columns..].Clear();
                for (int j = 0; j < from.Length; j++)
                {
                    to[j] = from[j];
                }
            }

            return;
        }

        for (int i = 0; i < columns; i++)
        {
            target.Slice((i * stride) + rows, stride - rows).Clear();
        }

        foreach ((int i, int j) in Blocks(columns, rows))
        {
            for (int row = i; row < Math.Min(i + Block, columns); row++)
            {
                for (int column = j; column < Math.Min(j + Block, rows); column++)
                {
                    target[(row * stride) + column] = source[(column * columns) + row];
                }
            }
        }
    }

    /// <summary>Adds a tall matrix to the one that it was read from.</summary>
    public static void AddTo(ReadOnlySpan<double> source, int stride, Span<float> target, int rows, int columns)
    {
        if (rows >= columns)
        {
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<double> from = source.Slice(i * stride, columns);
                Span<float> to = target.Slice(i * columns, columns);
                for (int j = 0; j < to.Length; j++)
                {
                    to[j] += (float)from[j];
                }
            }

            return;
        }

        foreach ((int i, int j) in Blocks(rows, columns))
        {
            for (int row = i; row < Math.Min(i + Block, rows); row++)
            {
                for (int column = j; column < Math.Min(j + Block, columns); column++)
                {
                    target[(row * columns) + column] += (float)source[(column * stride) + row];
                }
            }
        }
    }

    /// <summary>A square matrix's transpose; zero beyond column n.</summary>
    public static void Transpose(ReadOnlySpan<double> source, int n, Span<double> target, int stride)
    {
        foreach ((int i, int j) in Blocks(n, n))
        {
            for (int row = i; row < Math.Min(i + Block, n); row++)
            {
                for (int column = j; column < Math.Min(j + Block, n); column++)
                {
                    target[(row * stride) + column] = source[(column * stride) + row];
                }
            }
        }

        for (int i = 0; i < n; i++)
        {
            target.Slice((i * stride) + n, stride - n).Clear();
        }
    }

    /// <summary>Writes the lower triangle of a symmetric matrix into the upper one.</summary>
    public static void MirrorLower(Span<double> matrix, int n, int stride)
    {
        for (int i = 0; i < n; i += Block)
        {
            for (int j = i; j < n; j += Block)
            {
                for (int row = i; row < Math.Min(i + Block, n); row++)
                {
                    for (int column = Math.Max(j, row + 1); column < Math.Min(j + Block, n); column++)
                    {
                        matrix[(row * stride) + column] = matrix[(column * stride) + row];
                    }
                }
            }
        }
    }

    private static IEnumerable<(int Row, int Column)> Blocks(int rows, int columns)
    {
        for (int i = 0; i < rows; i += Block)
        {
            for (int j = 0; j < columns; j += Block)
            {
                yield return (i, j);
            }
        }
    }
}
