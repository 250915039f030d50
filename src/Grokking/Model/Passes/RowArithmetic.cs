using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Model.Passes;

/// <summary>
/// Arithmetic of rows. The order of additions depends on the length alone: a library's, which may begin with the aligned part, would add
/// the same numbers in another order
/// in another place of memory, and a resumed run would end in other bytes.
/// </summary>
internal static class RowArithmetic
{
    private static readonly int Lanes = Vector256<float>.Count;

    /// <summary>y ← y + x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ReadOnlySpan<float> x, Span<float> y)
    {
        ref float from = ref MemoryMarshal.GetReference(x);
        ref float to = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Lanes; i += Lanes)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)i) + Vector256.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < y.Length; i++)
        {
            y[i] += x[i];
        }
    }

    /// <summary>y ← y + c x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(float c, ReadOnlySpan<float> x, Span<float> y)
    {
        ref float from = ref MemoryMarshal.GetReference(x);
        ref float to = ref MemoryMarshal.GetReference(y);
        Vector256<float> factor = Vector256.Create(c);
        int i = 0;
        for (; i <= y.Length - Lanes; i += Lanes)
        {
            Vector256<float> sum = Vector256.LoadUnsafe(ref to, (nuint)i);
            Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref from, (nuint)i), sum).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < y.Length; i++)
        {
            y[i] = MathF.FusedMultiplyAdd(c, x[i], y[i]);
        }
    }

    /// <summary>xᵀ y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref float left = ref MemoryMarshal.GetReference(x);
        ref float right = ref MemoryMarshal.GetReference(y);
        Vector256<float> sums = Vector256<float>.Zero;
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref left, (nuint)i), Vector256.LoadUnsafe(ref right, (nuint)i), sums);
        }

        float sum = Vector256.Sum(sums);
        for (; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>Sums of the columns of a matrix.</summary>
    /// <param name="values">Row-major.</param>
    /// <param name="sums">As many as columns; overwritten.</param>
    public static void SumColumns(ReadOnlySpan<float> values, Span<float> sums)
    {
        sums.Clear();
        for (int start = 0; start < values.Length; start += sums.Length)
        {
            Add(values.Slice(start, sums.Length), sums);
        }
    }
}
