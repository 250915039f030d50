using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>Sums of vectors whose length is a multiple of eight.</summary>
internal static class PaddedVector
{
    /// <summary>xᵀy from element <paramref name="first"/> on, or some before it, which are zero in one of them.</summary>
    /// <param name="x">Of a multiple of eight elements.</param>
    /// <param name="y">As many.</param>
    /// <param name="first">Where to begin.</param>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int first) =>
        Vector512.IsHardwareAccelerated ? Dot<Lanes512>(x, y, first) : Dot<Lanes256>(x, y, first);

    /// <summary>t ← a t + b x + c y from element <paramref name="first"/> on, or some before it.</summary>
    /// <param name="t">t.</param>
    /// <param name="a">a.</param>
    /// <param name="x">At least as many elements.</param>
    /// <param name="b">b.</param>
    /// <param name="y">At least as many elements.</param>
    /// <param name="c">c.</param>
    /// <param name="first">Where to begin.</param>
    public static void Combine(Span<double> t, double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y, double c, int first)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Combine<Lanes512>(t, a, x, b, y, c, first);
        }
        else
        {
            Combine<Lanes256>(t, a, x, b, y, c, first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<TLanes>(
        Span<double> t, double a, ReadOnlySpan<double> x, double b, ReadOnlySpan<double> y, double c, int first)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double ts = ref MemoryMarshal.GetReference(t);
        ref double xs = ref MemoryMarshal.GetReference(x);
        ref double ys = ref MemoryMarshal.GetReference(y);
        (TLanes ta, TLanes xb, TLanes yc) = (TLanes.Create(a), TLanes.Create(b), TLanes.Create(c));
        for (int i = first / TLanes.Count * TLanes.Count; i < t.Length; i += TLanes.Count)
        {
            TLanes sum = TLanes.MultiplyAdd(xb, TLanes.Load(ref xs, i), yc * TLanes.Load(ref ys, i));
            TLanes.MultiplyAdd(ta, TLanes.Load(ref ts, i), sum).Store(ref ts, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot<TLanes>(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int first)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double xs = ref MemoryMarshal.GetReference(x);
        ref double ys = ref MemoryMarshal.GetReference(y);
        TLanes even = default;
        TLanes odd = default;
        int i = first / (2 * TLanes.Count) * (2 * TLanes.Count);
        for (; i + TLanes.Count < x.Length; i += 2 * TLanes.Count)
        {
            even = TLanes.MultiplyAdd(TLanes.Load(ref xs, i), TLanes.Load(ref ys, i), even);
            odd = TLanes.MultiplyAdd(TLanes.Load(ref xs, i + TLanes.Count), TLanes.Load(ref ys, i + TLanes.Count), odd);
        }

        if (i < x.Length)
        {
            even = TLanes.MultiplyAdd(TLanes.Load(ref xs, i), TLanes.Load(ref ys, i), even);
        }

        return (even + odd).Sum;
    }
}
