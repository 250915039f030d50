using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Grokking.Runs;

namespace Grokking.Training;

/// <summary>
/// AdamW with decoupled decay (Loshchilov and Hutter 2019), one pass over weights, gradient and moments:
/// <code>
/// m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²
/// θ ← θ (1 − lr λ) − lr · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
/// </code>
/// libtorch's own has one learning rate and decay for all members of an ensemble and passes over the weights some ten times.
/// </summary>
/// <param name="run">The member's hyperparameters.</param>
/// <param name="update">t, counted from 1 over the whole run.</param>
public readonly struct AdamW(RunSpecification run, long update)
{
    private readonly float keep = (float)(1 - (run.LearningRate * run.WeightDecay));
    private readonly float beta1 = (float)run.Beta1;
    private readonly float beta2 = (float)run.Beta2;
    private readonly float rate = (float)(run.LearningRate / (1 - Math.Pow(run.Beta1, update)));
    private readonly float correction = (float)(1 / Math.Sqrt(1 - Math.Pow(run.Beta2, update)));
    private readonly float epsilon = (float)run.AdamEpsilon;

    /// <summary>Updates one tensor of one member in place; all spans are of one length.</summary>
    /// <returns>Whether every new weight is finite.</returns>
    public bool Step(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second)
    {
        int vectorized = weights.Length - (weights.Length % Vector256<float>.Count);
        Span<Vector256<float>> w = MemoryMarshal.Cast<float, Vector256<float>>(weights[..vectorized]);
        ReadOnlySpan<Vector256<float>> g = MemoryMarshal.Cast<float, Vector256<float>>(gradient[..vectorized]);
        Span<Vector256<float>> m = MemoryMarshal.Cast<float, Vector256<float>>(first[..vectorized]);
        Span<Vector256<float>> v = MemoryMarshal.Cast<float, Vector256<float>>(second[..vectorized]);
        Vector256<float> nonFinite = Vector256<float>.Zero;
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = (m[i] * beta1) + (g[i] * (1 - beta1));
            v[i] = (v[i] * beta2) + (g[i] * g[i] * (1 - beta2));
            Vector256<float> step = m[i] * rate / ((Vector256.Sqrt(v[i]) * correction) + Vector256.Create(epsilon));
            w[i] = (w[i] * keep) - step;
            nonFinite += w[i] - w[i]; // 0 for a finite number, NaN for infinities and NaN
        }

        float sum = Vector256.Sum(nonFinite);
        for (int i = vectorized; i < weights.Length; i++)
        {
            first[i] = (first[i] * beta1) + (gradient[i] * (1 - beta1));
            second[i] = (second[i] * beta2) + (gradient[i] * gradient[i] * (1 - beta2));
            weights[i] = (weights[i] * keep) - (first[i] * rate / ((MathF.Sqrt(second[i]) * correction) + epsilon));
            sum += weights[i] - weights[i];
        }

        return sum == 0;
    }
}
