using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Compression;

/// <summary>
/// Q̂(θ, Δ) = round(θ / Δ) · Δ (Eqn 11). The paper prints a floor; its text and the authors' code round to the nearest bin, ties to even, and so do we.
/// </summary>
/// <remarks>
/// A quantised value is the integer k = round(θ / Δ), and its float32 is (float)(k · Δ) with the product in double. Encoder and decoder both use <see cref="Value"/>,
/// so both see the same bits. As k is an integer, −0 cannot arise.
/// </remarks>
public static class Quantizer
{
    // A float32 holds every integer up to here, so that a bin can be told from its neighbours again.
    private const double LargestBin = 1 << 24;

    /// <summary>k = round(θ / Δ), held within ±2²⁴.</summary>
    public static int Bin(float value, double delta) => (int)Math.Clamp(Math.Round(value / delta), -LargestBin, LargestBin);

    /// <summary>The weight that bin <paramref name="bin"/> stands for.</summary>
    public static float Value(int bin, double delta) => (float)(bin * delta);

    /// <summary>Quantises <paramref name="source"/> into <paramref name="target"/>, which may be the same memory.</summary>
    /// <param name="source">Finite weights.</param>
    /// <param name="delta">Bin size Δ &gt; 0.</param>
    /// <param name="target">As many values.</param>
    public static void Quantize(ReadOnlySpan<float> source, double delta, Span<float> target)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        Vector512<double> bin = Vector512.Create(delta);
        int i = 0;
        for (; i <= source.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref from, (nuint)i));
            Vector512.Narrow(Nearest(lower, bin), Nearest(upper, bin)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            target[i] = Value(Bin(source[i], delta), delta);
        }
    }

    // What Bin and Value do, with the same roundings; adding +0 makes +0 of −0, as the integer does there.
    private static Vector512<double> Nearest(Vector512<double> value, Vector512<double> delta)
    {
        Vector512<double> bin = Vector512.Round(value / delta, MidpointRounding.ToEven) + Vector512<double>.Zero;
        return Vector512.Min(Vector512.Max(bin, Vector512.Create(-LargestBin)), Vector512.Create(LargestBin)) * delta;
    }

    /// <summary>Whether a weight is one that <see cref="Quantize"/> can give: a multiple of Δ in its exact float32 form, not −0.</summary>
    public static bool IsQuantized(float value, double delta) =>
        float.IsFinite(value) && BitConverter.SingleToInt32Bits(value) == BitConverter.SingleToInt32Bits(Value(Bin(value, delta), delta));
}
