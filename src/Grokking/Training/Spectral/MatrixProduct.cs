using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// C ← C ± A B of small float64 matrices, four rows by two registers of C at a time. Libraries' products are made for larger ones: a call
/// and its threads cost more than
/// arithmetic here.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Columns of B and C are read and written in groups of so many, counted from their first.</summary>
    public const int ColumnGroup = 16;

    private const int TileRows = 4;

    /// <summary>
    /// Distance of the rows of a matrix of <paramref name="columns"/> columns: room for whole groups, and no power of two, as rows that lie
    /// a power of two apart push each other out of the cache.
    /// </summary>
    public static int Stride(int columns) => ((columns + ColumnGroup - 1) / ColumnGroup * ColumnGroup) + 8;

    /// <summary>C ← C + A B, or C − A B.</summary>
    /// <param name="a">A, (rows, depth): element (i, p) at i · <paramref name="aRow"/> + p · <paramref name="aColumn"/>.</param>
    /// <param name="aRow">Distance of A's rows.</param>
    /// <param name="aColumn">Distance of A's columns.</param>
    /// <param name="b">B, (depth, columns).</param>
    /// <param name="bRow">Distance of B's rows.</param>
    /// <param name="c">C, (rows, columns); the rest of its last group of columns changes too.</param>
    /// <param name="cRow">Distance of C's rows.</param>
    /// <param name="shape">Rows, columns and depth.</param>
    /// <param name="subtract">Whether the product is subtracted.</param>
    public static void Add(
        ReadOnlySpan<double> a, int aRow, int aColumn, ReadOnlySpan<double> b, int bRow, Span<double> c, int cRow,
        (int Rows, int Columns, int Depth) shape, bool subtract = false)
    {
        if (shape.Rows == 0 || shape.Columns == 0 || shape.Depth == 0)
        {
            return;
        }

        ref double firstA = ref MemoryMarshal.GetReference(a);
        ref double firstB = ref MemoryMarshal.GetReference(b);
        ref double firstC = ref MemoryMarshal.GetReference(c);
        if (Vector512.IsHardwareAccelerated)
        {
            Tiles<Lanes512>(ref firstA, aRow, aColumn, ref firstB, bRow, ref firstC, cRow, shape, subtract ? -1 : 1);
        }
        else
        {
            Tiles<Lanes256>(ref firstA, aRow, aColumn, ref firstB, bRow, ref firstC, cRow, shape, subtract ? -1 : 1);
        }
    }

    private static void Tiles<TLanes>(
        ref double a, int aRow, int aColumn, ref double b, int bRow, ref double c, int cRow,
        (int Rows, int Columns, int Depth) shape, double sign)
        where TLanes : struct, ILanes<TLanes>
    {
        // Down the rows first: two registers' columns of B stay in the first-level cache.
        int end = (shape.Columns + ColumnGroup - 1) / ColumnGroup * ColumnGroup;
        for (int j = 0; j < end; j += 2 * TLanes.Count)
        {
            for (int i = 0; i < shape.Rows; i += TileRows)
            {
                Tile<TLanes>(
                    ref Unsafe.Add(ref a, i * aRow), aRow, aColumn,
                    ref Unsafe.Add(ref b, j), bRow,
                    ref Unsafe.Add(ref c, (i * cRow) + j), cRow,
                    Math.Min(TileRows, shape.Rows - i), shape.Depth, sign);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TLanes>(
        ref double a, int aRow, int aColumn, ref double b, int bRow, ref double c, int cRow, int rows, int depth, double sign)
        where TLanes : struct, ILanes<TLanes>
    {
        // Rows beyond the last are the last once more, and are not written.
        ref double a1 = ref Unsafe.Add(ref a, Math.Min(1, rows - 1) * aRow);
        ref double a2 = ref Unsafe.Add(ref a, Math.Min(2, rows - 1) * aRow);
        ref double a3 = ref Unsafe.Add(ref a, Math.Min(3, rows - 1) * aRow);
        TLanes c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        int at = 0;
        for (int p = 0; p < depth; p++)
        {
            TLanes b0 = TLanes.Load(ref b, 0);
            TLanes b1 = TLanes.Load(ref b, TLanes.Count);
            TLanes row = TLanes.Create(Unsafe.Add(ref a, at));
            c00 = TLanes.MultiplyAdd(row, b0, c00);
            c01 = TLanes.MultiplyAdd(row, b1, c01);
            row = TLanes.Create(Unsafe.Add(ref a1, at));
            c10 = TLanes.MultiplyAdd(row, b0, c10);
            c11 = TLanes.MultiplyAdd(row, b1, c11);
            row = TLanes.Create(Unsafe.Add(ref a2, at));
            c20 = TLanes.MultiplyAdd(row, b0, c20);
            c21 = TLanes.MultiplyAdd(row, b1, c21);
            row = TLanes.Create(Unsafe.Add(ref a3, at));
            c30 = TLanes.MultiplyAdd(row, b0, c30);
            c31 = TLanes.MultiplyAdd(row, b1, c31);
            at += aColumn;
            b = ref Unsafe.Add(ref b, bRow);
        }

        Store(ref c, c00, c01, sign);
        if (rows > 1)
        {
            Store(ref Unsafe.Add(ref c, cRow), c10, c11, sign);
        }

        if (rows > 2)
        {
            Store(ref Unsafe.Add(ref c, 2 * cRow), c20, c21, sign);
        }

        if (rows > 3)
        {
            Store(ref Unsafe.Add(ref c, 3 * cRow), c30, c31, sign);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(ref double c, TLanes first, TLanes second, double sign)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes factor = TLanes.Create(sign);
        TLanes.MultiplyAdd(factor, first, TLanes.Load(ref c, 0)).Store(ref c, 0);
        TLanes.MultiplyAdd(factor, second, TLanes.Load(ref c, TLanes.Count)).Store(ref c, TLanes.Count);
    }
}
