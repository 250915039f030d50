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
        Vector256<double> bin = Vector256.Create(delta);
        int i = 0;
        for (; i <= source.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
            Vector256.Narrow(Nearest(lower, bin), Nearest(upper, bin)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            target[i] = Value(Bin(source[i], delta), delta);
        }
    }

    // What Bin and Value do, with the same roundings; adding +0 makes +0 of −0, as the integer does there.
    private static Vector256<double> Nearest(Vector256<double> value, Vector256<double> delta)
    {
        Vector256<double> bin = Vector256.Round(value / delta, MidpointRounding.ToEven) + Vector256<double>.Zero;
        return Vector256.Min(Vector256.Max(bin, Vector256.Create(-LargestBin)), Vector256.Create(LargestBin)) * delta;
    }

    /// <summary>Whether a weight is one that <see cref="Quantize"/> can give: a multiple of Δ in its exact float32 form, not −0.</summary>
    public static bool IsQuantized(float value, double delta) =>
        float.IsFinite(value) && BitConverter.SingleToInt32Bits(value) == BitConverter.SingleToInt32Bits(Value(Bin(value, delta), delta));
}
