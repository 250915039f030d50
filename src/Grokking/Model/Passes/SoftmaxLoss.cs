using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Model.Passes;

/// <summary>
/// Mean cross-entropy of a batch in nats and its gradient by the logits, row by row:
/// <code>
/// L = −mean max(ln pₜ, ln 10⁻⁹)    dL/dz = (p − 1ₜ) / B, and 0 where ln pₜ is below
/// </code>
/// As <see cref="CrossEntropy"/>, which is the form for any device.
/// </summary>
internal static class SoftmaxLoss
{
    private static readonly double Least = Math.Log(1e-9);
    private static readonly int Lanes = Vector256<float>.Count;

    /// <summary>Computes both.</summary>
    /// <param name="logits">(B, V), without bias; become the gradient.</param>
    /// <param name="bias">(V).</param>
    /// <param name="targets">(B).</param>
    /// <returns>L; not finite where a logit is not.</returns>
    public static double Apply(Matrix logits, ReadOnlySpan<float> bias, ReadOnlySpan<long> targets)
    {
        int padded = (logits.Columns + Lanes - 1) / Lanes * Lanes;
        Span<float> row = new float[padded];
        Span<float> values = logits.Values;
        double loss = 0;
        for (int i = 0; i < logits.Rows; i++)
        {
            Span<float> own = values.Slice(i * logits.Columns, logits.Columns);
            loss -= Row(own, bias, (int)targets[i], 1f / logits.Rows, row);
        }

        return loss / logits.Rows;
    }

    private static double Row(Span<float> logits, ReadOnlySpan<float> bias, int target, float share, Span<float> row)
    {
        logits.CopyTo(row);
        RowArithmetic.Add(bias, row[..logits.Length]);
        row[logits.Length..].Fill(float.NegativeInfinity);
        Span<Vector256<float>> wide = MemoryMarshal.Cast<float, Vector256<float>>(row);
        Vector256<float> most = wide[0];
        foreach (Vector256<float> each in wide)
        {
            most = Vector256.Max(most, each);
        }

        float largest = most[0];
        for (int lane = 1; lane < Lanes; lane++)
        {
            largest = MathF.Max(largest, most[lane]);
        }

        float given = row[target] - largest;
        Vector256<float> sums = Vector256<float>.Zero;
        foreach (ref Vector256<float> each in wide)
        {
            each = Exponential.Of(each - Vector256.Create(largest));
            sums += each;
        }

        float sum = Vector256.Sum(sums);
        double logarithm = given - Math.Log(sum);
        if (logarithm < Least)
        {
            logits.Clear();
            return Least;
        }

        Vector256<float> scale = Vector256.Create(share / sum);
        foreach (ref Vector256<float> each in wide)
        {
            each *= scale;
        }

        row[..logits.Length].CopyTo(logits);
        logits[target] -= share;
        return logarithm;
    }
}
