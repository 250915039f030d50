using System.Numerics;
using System.Runtime.InteropServices;
using Grokking.Coders.Entropy;

namespace Grokking.Coders.Quantizing;

/// <summary>
/// Rounds each value w to the whole number q of the bin Δ, out of the nearest, the one below it and zero, that has the least of
/// <code>
/// J = bits(q) + λ g (w − qΔ)²
/// </code>
/// where g is the value's sensitivity and bits are those that <see cref="MagnitudeCosts"/> expects from the pass before. Where values can make up for each other
/// (<see cref="ErrorFeedback"/>) the last pass takes them one after another, each as what the errors before have made of it.
/// </summary>
public static class RateDistortionQuantizer
{
    /// <summary>The largest magnitude.</summary>
    public const int Largest = 1 << 20;

    private const int Passes = 3;
    private const float DeadZone = 0.12f; // of the first pass

    /// <summary>Quantises a block.</summary>
    /// <param name="block">The values.</param>
    /// <param name="stepIndex">Δ, of <see cref="StepGrid"/>.</param>
    /// <param name="lambda">λ, bits for a distortion of 1.</param>
    /// <param name="near">What it was at another λ, which says what bits will cost and saves the passes that find it out; null if it never was.</param>
    public static QuantizedBlock Quantize(Block block, int stepIndex, double lambda, QuantizedBlock? near = null)
    {
        float inverse = 1 / StepGrid.Step(stepIndex);
        float weight = (float)(lambda / inverse / inverse);
        IntegerMatrix matrix = new(block.Rows, block.Columns);
        double distortion = 0;
        if (near is not null)
        {
            distortion = LastPass(new MagnitudeCosts(near.Matrix, StepGrid.Step(near.Step) * inverse));
        }
        else
        {
            for (int i = 0; i < matrix.Values.Length; i++)
            {
                matrix.Values[i] = (int)Math.Min(MathF.Abs(block.Values[i] * inverse) + 0.5f - DeadZone, Largest);
            }

            for (int pass = 1; pass < Passes; pass++)
            {
                EachAlone(block, matrix, inverse, weight, new MagnitudeCosts(matrix));
            }

            distortion = LastPass(new MagnitudeCosts(matrix));
        }

        return new(stepIndex, matrix) { Harm = distortion / lambda };

        double LastPass(MagnitudeCosts costs) => block.Feedback is { } feedback ? InTurn(block, feedback, matrix, inverse, weight, costs) : EachAlone(block, matrix, inverse, weight, costs);
    }

    private static double EachAlone(Block block, IntegerMatrix matrix, float inverse, float weight, MagnitudeCosts costs)
    {
        double distortion = 0;
        for (int row = 0; row < block.Rows; row++)
        {
            float sum = 0;
            for (int column = 0; column < block.Columns; column++)
            {
                int i = (row * block.Columns) + column;
                float value = block.Values[i] * inverse;
                float own = weight * block.Sensitivities[i];
                int q = MagnitudeCosts.Choose(value, own, costs.Unit(row, column));
                matrix.Values[i] = q;
                sum += own * (value - q) * (value - q);
            }

            distortion += sum;
        }

        return distortion;
    }

    private static double InTurn(Block block, ErrorFeedback feedback, IntegerMatrix matrix, float inverse, float weight, MagnitudeCosts costs)
    {
        (FeedbackSide rows, FeedbackSide columns) = (feedback.Rows, feedback.Columns);
        (int m, int n) = (rows.Count, columns.Count);
        float[] fromRows = new float[m * n]; // Σ over rows behind of Mₛₜ / Mₜₜ Eₛ, by place
        float[] fromColumns = new float[n];
        float[] errors = new float[n];
        double distortion = 0;
        for (int t = m - 1; t >= 0; t--)
        {
            int row = rows.At(t);
            Span<float> carried = fromRows.AsSpan(t * n, n);
            Array.Clear(fromColumns);
            float own = weight * rows.Pivots[t] * rows.Pivots[t];
            float sum = 0;
            for (int u = n - 1; u >= 0; u--)
            {
                int column = columns.At(u);
                int i = (row * n) + column;
                float value = block.Values[i] * inverse;
                float target = value + carried[u] + fromColumns[u];
                float pivot = columns.Pivots[u];
                int q = MagnitudeCosts.Choose(target, own * pivot * pivot, costs.Unit(row, column));
                matrix.Values[i] = q;
                float error = (target - q) * pivot;
                sum += error * error;
                errors[u] = value - q;
                if (columns.Lower is { } lower)
                {
                    AddScaled(errors[u] + carried[u], lower.AsSpan(u * n, u), fromColumns);
                }
            }

            distortion += own * sum;
            for (int before = 0; rows.Lower is not null && before < t; before++)
            {
                AddScaled(rows.Lower[(t * m) + before], errors, fromRows.AsSpan(before * n, n));
            }
        }

        return distortion;
    }

    private static void AddScaled(float factor, ReadOnlySpan<float> source, Span<float> target)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(source);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(target)[..from.Length];
        Vector<float> scale = new(factor);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += scale * from[i];
        }

        for (int i = to.Length * Vector<float>.Count; i < source.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
