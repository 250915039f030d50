using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>Scalar products of padded vectors.</summary>
internal static class LaneSums
{
    /// <summary>xᵀy from element <paramref name="first"/> on, or some before it, which are zero in one of them.</summary>
    /// <param name="x">Of a multiple of eight elements.</param>
    /// <param name="y">As many.</param>
    /// <param name="first">Where to begin.</param>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int first) =>
        Vector512.IsHardwareAccelerated ? Dot<Lanes512>(x, y, first) : Dot<Lanes256>(x, y, first);

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
