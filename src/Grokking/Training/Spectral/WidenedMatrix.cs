using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// Float32 matrices as float64 ones with padded rows, and back. Transposing goes in blocks, so that neither side leaves the first-level
/// cache.
/// </summary>
internal static class WidenedMatrix
{
    private const int Block = 16;

    /// <summary>Reads a matrix.</summary>
    /// <param name="source">(rows, columns), its rows <paramref name="sourceRow"/> apart.</param>
    /// <param name="sourceRow">Distance of the source's rows.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="target">(rows, <paramref name="targetRow"/>), zero from <paramref name="columns"/> on.</param>
    /// <param name="targetRow">Distance of the target's rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(ReadOnlySpan<float> source, int sourceRow, int rows, int columns, Span<double> target, int targetRow)
    {
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> from = source.Slice(i * sourceRow, columns);
            Span<double> to = target.Slice(i * targetRow, targetRow);
            int j = 0;
            for (; j <= columns - Vector256<float>.Count; j += Vector256<float>.Count)
            {
                (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Create(from[j..]));
                lower.CopyTo(to[j..]);
                upper.CopyTo(to[(j + Vector256<double>.Count)..]);
            }

            for (; j < columns; j++)
            {
                to[j] = from[j];
            }

            to[columns..].Clear();
        }
    }

    /// <summary>Adds a matrix to a float32 one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTo(ReadOnlySpan<double> source, int sourceRow, int rows, int columns, Span<float> target, int targetRow)
    {
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<double> from = source.Slice(i * sourceRow, columns);
            Span<float> to = target.Slice(i * targetRow, columns);
            int j = 0;
            for (; j <= columns - Vector256<float>.Count; j += Vector256<float>.Count)
            {
                Vector256<double> upper = Vector256.Create(from[(j + Vector256<double>.Count)..]);
                Vector256<float> change = Vector256.Narrow(Vector256.Create(from[j..]), upper);
                (Vector256.Create<float>(to[j..]) + change).CopyTo(to[j..]);
            }

            for (; j < columns; j++)
            {
                to[j] += (float)from[j];
            }
        }
    }

    /// <summary>Reads a matrix's transpose.</summary>
    /// <param name="source">(columns, rows), its rows <paramref name="sourceRow"/> apart.</param>
    /// <param name="sourceRow">Distance of the source's rows.</param>
    /// <param name="rows">Rows of the target.</param>
    /// <param name="columns">Columns of the target.</param>
    /// <param name="target">(rows, <paramref name="targetRow"/>), zero from <paramref name="columns"/> on.</param>
    /// <param name="targetRow">Distance of the target's rows.</param>
    /// <typeparam name="T">Float or double.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<T>(ReadOnlySpan<T> source, int sourceRow, int rows, int columns, Span<double> target, int targetRow)
        where T : struct
    {
        ref T from = ref MemoryMarshal.GetReference(source);
        ref double to = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i < rows; i += Block)
        {
            for (int j = 0; j < columns; j += Block)
            {
                for (int row = i; row < Math.Min(i + Block, rows); row++)
                {
                    for (int column = j; column < Math.Min(j + Block, columns); column++)
                    {
                        T value = Unsafe.Add(ref from, (column * sourceRow) + row);
                        ref double at = ref Unsafe.Add(ref to, (row * targetRow) + column);
                        at = typeof(T) == typeof(float) ? (float)(object)value : (double)(object)value;
                    }
                }
            }
        }

        for (int i = 0; i < rows; i++)
        {
            target[((i * targetRow) + columns)..((i + 1) * targetRow)].Clear();
        }
    }

    /// <summary>Writes the lower triangle of a symmetric matrix into the upper one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MirrorLower(Span<double> matrix, int n, int stride)
    {
        ref double at = ref MemoryMarshal.GetReference(matrix);
        for (int i = 0; i < n; i += Block)
        {
            for (int j = i; j < n; j += Block)
            {
                for (int row = i; row < Math.Min(i + Block, n); row++)
                {
                    for (int column = Math.Max(j, row + 1); column < Math.Min(j + Block, n); column++)
                    {
                        Unsafe.Add(ref at, (row * stride) + column) = Unsafe.Add(ref at, (column * stride) + row);
                    }
                }
            }
        }
    }
}
