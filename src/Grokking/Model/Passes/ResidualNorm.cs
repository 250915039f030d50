using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Model.Passes;

/// <summary>
/// Layer norm of a residual sum, row by row, both ways (Ba, Kiros and Hinton 2016):
/// <code>
/// s = residual + branch + bias    x̂ = (s − mean s) / √(var s + 10⁻⁶)    y = gain x̂ + shift
/// ds = (u − mean u − x̂ mean(u x̂)) / √(var s + 10⁻⁶)    u = gain dy
/// </code>
/// ds is the gradient by the residual and by the branch alike; its sum over rows is that by the branch's bias.
/// </summary>
internal sealed class ResidualNorm
{
    private const float Epsilon = 1e-6f;
    private static readonly int Lanes = Vector256<float>.Count;

    private readonly Matrix normal;   // x̂
    private readonly float[] inverse; // 1 / √(var s + ε) of each row

    /// <summary>Goes forward.</summary>
    /// <param name="residual">Rows of D values.</param>
    /// <param name="rowOf">Which row of <paramref name="residual"/> each row takes; its own if null.</param>
    /// <param name="branch">(N, D); becomes x̂.</param>
    /// <param name="bias">(D).</param>
    /// <param name="norm">Gain and shift.</param>
    public ResidualNorm(ReadOnlySpan<float> residual, int[]? rowOf, Matrix branch, ReadOnlySpan<float> bias, NormParameters norm)
    {
        normal = branch;
        inverse = new float[branch.Rows];
        Result = Matrix.Empty(branch.Rows, branch.Columns);
        int width = branch.Columns;
        Span<float> values = branch.Values;
        Span<float> result = Result.Values;
        Span<float> gain = norm.Gain.Values;
        Span<float> shift = norm.Bias.Values;
        for (int row = 0; row < branch.Rows; row++)
        {
            ReadOnlySpan<float> own = residual.Slice((rowOf?[row] ?? row) * width, width);
            int start = row * width;
            inverse[row] = Forward(own, bias, values.Slice(start, width), gain, shift, result.Slice(start, width));
        }
    }

    /// <summary>y, (N, D).</summary>
    public Matrix Result { get; }

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">dy, (N, D); becomes ds.</param>
    /// <param name="gain">Of the norm.</param>
    /// <param name="gradients">Of gain and shift; overwritten.</param>
    /// <param name="bias">Gradient of the branch's bias; overwritten.</param>
    public void Backward(Matrix gradient, ReadOnlySpan<float> gain, NormParameters gradients, Span<float> bias)
    {
        int width = gradient.Columns;
        Span<float> values = gradient.Values;
        Span<float> normals = normal.Values;
        Span<float> byGain = gradients.Gain.Values;
        Span<float> byShift = gradients.Bias.Values;
        byGain.Clear();
        byShift.Clear();
        bias.Clear();
        for (int row = 0; row < gradient.Rows; row++)
        {
            Backward(values.Slice(row * width, width), normals.Slice(row * width, width), inverse[row], gain, byGain, byShift, bias);
        }
    }

    private static float Forward(
        ReadOnlySpan<float> residual, ReadOnlySpan<float> bias, Span<float> sum, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, Span<float> result)
    {
        ref float r = ref MemoryMarshal.GetReference(residual);
        ref float b = ref MemoryMarshal.GetReference(bias);
        ref float s = ref MemoryMarshal.GetReference(sum);
        ref float g = ref MemoryMarshal.GetReference(gain);
        ref float h = ref MemoryMarshal.GetReference(shift);
        ref float y = ref MemoryMarshal.GetReference(result);
        int width = sum.Length;
        Vector256<float> totals = Vector256<float>.Zero;
        int i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            Vector256<float> value = Vector256.LoadUnsafe(ref s, (nuint)i) + Vector256.LoadUnsafe(ref b, (nuint)i);
            value += Vector256.LoadUnsafe(ref r, (nuint)i);
            value.StoreUnsafe(ref s, (nuint)i);
            totals += value;
        }

        float total = Vector256.Sum(totals);
        for (; i < width; i++)
        {
            sum[i] = sum[i] + bias[i] + residual[i];
            total += sum[i];
        }

        float mean = total / width;
        Vector256<float> squares = Vector256<float>.Zero;
        for (i = 0; i <= width - Lanes; i += Lanes)
        {
            Vector256<float> centred = Vector256.LoadUnsafe(ref s, (nuint)i) - Vector256.Create(mean);
            squares = Vector256.FusedMultiplyAdd(centred, centred, squares);
        }

        float square = Vector256.Sum(squares);
        for (; i < width; i++)
        {
            square += (sum[i] - mean) * (sum[i] - mean);
        }

        float inverse = 1 / MathF.Sqrt((square / width) + Epsilon);
        for (i = 0; i <= width - Lanes; i += Lanes)
        {
            Vector256<float> normal = (Vector256.LoadUnsafe(ref s, (nuint)i) - Vector256.Create(mean)) * inverse;
            normal.StoreUnsafe(ref s, (nuint)i);
            Vector256<float> shifted = Vector256.LoadUnsafe(ref h, (nuint)i);
            Vector256.FusedMultiplyAdd(normal, Vector256.LoadUnsafe(ref g, (nuint)i), shifted).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < width; i++)
        {
            sum[i] = (sum[i] - mean) * inverse;
            result[i] = MathF.FusedMultiplyAdd(sum[i], gain[i], shift[i]);
        }

        return inverse;
    }

    private static void Backward(
        Span<float> gradient, ReadOnlySpan<float> normal, float inverse, ReadOnlySpan<float> gain, Span<float> byGain,
        Span<float> byShift, Span<float> bias)
    {
        ref float d = ref MemoryMarshal.GetReference(gradient);
        ref float n = ref MemoryMarshal.GetReference(normal);
        ref float g = ref MemoryMarshal.GetReference(gain);
        ref float dg = ref MemoryMarshal.GetReference(byGain);
        ref float dh = ref MemoryMarshal.GetReference(byShift);
        ref float db = ref MemoryMarshal.GetReference(bias);
        int width = gradient.Length;
        Vector256<float> sums = Vector256<float>.Zero;
        Vector256<float> products = Vector256<float>.Zero;
        int i = 0;
        for (; i <= width - Lanes; i += Lanes)
        {
            Vector256<float> dy = Vector256.LoadUnsafe(ref d, (nuint)i);
            Vector256<float> x = Vector256.LoadUnsafe(ref n, (nuint)i);
            (Vector256.LoadUnsafe(ref dh, (nuint)i) + dy).StoreUnsafe(ref dh, (nuint)i);
            Vector256.FusedMultiplyAdd(dy, x, Vector256.LoadUnsafe(ref dg, (nuint)i)).StoreUnsafe(ref dg, (nuint)i);
            Vector256<float> u = dy * Vector256.LoadUnsafe(ref g, (nuint)i);
            u.StoreUnsafe(ref d, (nuint)i);
            sums += u;
            products = Vector256.FusedMultiplyAdd(u, x, products);
        }

        float sum = Vector256.Sum(sums);
        float product = Vector256.Sum(products);
        for (; i < width; i++)
        {
            byShift[i] += gradient[i];
            byGain[i] = MathF.FusedMultiplyAdd(gradient[i], normal[i], byGain[i]);
            gradient[i] *= gain[i];
            sum += gradient[i];
            product += gradient[i] * normal[i];
        }

        float mean = sum / width;
        float slope = product / width;
        for (i = 0; i <= width - Lanes; i += Lanes)
        {
            Vector256<float> u = Vector256.LoadUnsafe(ref d, (nuint)i) - Vector256.Create(mean);
            u = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref n, (nuint)i), Vector256.Create(-slope), u) * inverse;
            u.StoreUnsafe(ref d, (nuint)i);
            (Vector256.LoadUnsafe(ref db, (nuint)i) + u).StoreUnsafe(ref db, (nuint)i);
        }

        for (; i < width; i++)
        {
            gradient[i] = MathF.FusedMultiplyAdd(normal[i], -slope, gradient[i] - mean) * inverse;
            bias[i] += gradient[i];
        }
    }
}
