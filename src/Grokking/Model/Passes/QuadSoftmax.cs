using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Model.Passes;

/// <summary>Softmax over the T = 4 positions of each query and head: four numbers in a row, many rows at once.</summary>
internal static class QuadSoftmax
{
    /// <summary>Positions.</summary>
    public const int Positions = 4;

    /// <summary>Scores become weights.</summary>
    /// <param name="scores">Four of each query and head.</param>
    public static void Apply(Span<float> scores)
    {
        Span<Vector128<float>> quads = MemoryMarshal.Cast<float, Vector128<float>>(scores);
        foreach (ref Vector128<float> quad in quads)
        {
            Vector128<float> largest = Vector128.Max(quad, Vector128.Shuffle(quad, Vector128.Create(2, 3, 0, 1)));
            quad -= Vector128.Max(largest, Vector128.Shuffle(largest, Vector128.Create(1, 0, 3, 2)));
        }

        Span<Vector256<float>> wide = MemoryMarshal.Cast<float, Vector256<float>>(scores);
        foreach (ref Vector256<float> each in wide)
        {
            each = Exponential.Of(each);
        }

        for (int i = 2 * wide.Length; i < quads.Length; i++)
        {
            quads[i] = Exponential.Of(Vector256.Create(quads[i])).GetLower();
        }

        foreach (ref Vector128<float> quad in quads)
        {
            Vector128<float> sum = quad + Vector128.Shuffle(quad, Vector128.Create(2, 3, 0, 1));
            quad /= sum + Vector128.Shuffle(sum, Vector128.Create(1, 0, 3, 2));
        }
    }

    /// <summary>Gradients by the scores from those by the weights: ds = w (dw − Σ w dw).</summary>
    /// <param name="weights">w.</param>
    /// <param name="gradient">dw; becomes ds.</param>
    public static void Backward(ReadOnlySpan<float> weights, Span<float> gradient)
    {
        ReadOnlySpan<Vector128<float>> w = MemoryMarshal.Cast<float, Vector128<float>>(weights);
        Span<Vector128<float>> d = MemoryMarshal.Cast<float, Vector128<float>>(gradient);
        for (int i = 0; i < d.Length; i++)
        {
            d[i] = w[i] * (d[i] - Vector128.Create(Vector128.Dot(w[i], d[i])));
        }
    }
}
