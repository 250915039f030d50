using System.Numerics;
using System.Runtime.InteropServices;

namespace Grokking.Compression;

/// <summary>
/// C = A B for the two factors of a coarse-grained matrix. A library's product may add in another order on another processor; a container must decode to the same bits everywhere,
/// so each element here is the sum over k in order, each product rounded before it is added, whatever the width of the vector unit.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Multiplies A (m × k) by B (k × n) into C (m × n), all row-major.</summary>
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int inner, int columns, Span<float> c)
    {
        c.Clear();
        int rows = a.Length / inner;
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = c.Slice(row * columns, columns);
            for (int k = 0; k < inner; k++)
            {
                // Coarse factors are mostly zeros, and adding a zero changes no bit of a sum that began at +0.
                float factor = a[(row * inner) + k];
                if (factor != 0)
                {
                    AddScaled(factor, b.Slice(k * columns, columns), target);
                }
            }
        }
    }

    private static void AddScaled(float factor, ReadOnlySpan<float> source, Span<float> target)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(source);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(target);
        Vector<float> scale = new(factor);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += scale * from[i];
        }

        for (int i = to.Length * Vector<float>.Count; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
