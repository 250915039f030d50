using Grokking.Coders.Entropy;

namespace Grokking.Coders.Quantizing;

/// <summary>
/// Rounds each value w to the whole number q of the bin Δ, out of the nearest, the one below it and zero, that has the least of
/// <code>
/// J = bits(q) + λ g (w − qΔ)²    bits(q) = log₂(1 + μ) + |q| log₂((1 + μ) / μ) + [q ≠ 0]
/// </code>
/// where g is the value's sensitivity and bits are those of the geometric distribution, with a sign, whose mean μ is that of its row and column at the pass before: the same model as
/// <see cref="MatrixCoder"/>'s, but seeing both sides.
/// </summary>
public static class RateDistortionQuantizer
{
    private const int Passes = 3;
    private const float DeadZone = 0.12f; // of the first pass
    private const int Cap = 80;
    private const int Largest = 1 << 20;
    private const int LevelsPerOctave = 8;
    private const int LowestOctave = -12;
    private static readonly float[] Zeros = [.. Enumerable.Range(0, 20 * LevelsPerOctave).Select(level => (float)Math.Log2(1 + Mean(level)))];
    private static readonly float[] Units = [.. Enumerable.Range(0, 20 * LevelsPerOctave).Select(level => (float)Math.Log2((1 + Mean(level)) / Mean(level)))];

    /// <summary>Quantises a block.</summary>
    /// <param name="block">The values.</param>
    /// <param name="stepIndex">Δ, of <see cref="StepGrid"/>.</param>
    /// <param name="lambda">λ, bits for a distortion of 1.</param>
    /// <returns>The whole numbers and the sum of their J.</returns>
    public static (IntegerMatrix Matrix, double J) Quantize(Block block, int stepIndex, double lambda)
    {
        float inverse = 1 / StepGrid.Step(stepIndex);
        float weight = (float)(lambda / inverse / inverse);
        IntegerMatrix matrix = new(block.Rows, block.Columns);
        for (int i = 0; i < matrix.Values.Length; i++)
        {
            matrix.Values[i] = (int)Math.Min(MathF.Abs(block.Values[i] * inverse) + 0.5f - DeadZone, Largest);
        }

        float[] rows = new float[block.Rows];
        float[] columns = new float[block.Columns];
        for (int pass = 0; pass < Passes; pass++)
        {
            Means(matrix, rows, columns);
            Choose(block, matrix, inverse, weight, rows, columns);
        }

        Means(matrix, rows, columns);
        double j = Sum(block, matrix, inverse, weight, rows, columns);
        for (int i = 0; i < matrix.Values.Length; i++)
        {
            matrix.Values[i] = block.Values[i] < 0 ? -matrix.Values[i] : matrix.Values[i];
        }

        return (matrix, j);
    }

    private static double Sum(Block block, IntegerMatrix matrix, float inverse, float weight, float[] rows, float[] columns)
    {
        double sum = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            int start = row * columns.Length;
            float own = 0;
            for (int column = 0; column < columns.Length; column++)
            {
                int i = start + column;
                int level = Level(rows[row] * columns[column]);
                float error = MathF.Abs(block.Values[i] * inverse) - matrix.Values[i];
                own += Zeros[level] + (weight * block.Sensitivities[i] * error * error) + (matrix.Values[i] > 0 ? 1 + (matrix.Values[i] * Units[level]) : 0);
            }

            sum += own;
        }

        return sum;
    }

    // Row means relative to the matrix's, so that μ is their product.
    private static void Means(IntegerMatrix matrix, float[] rows, float[] columns)
    {
        Array.Clear(columns);
        float total = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            float sum = 0;
            int start = row * columns.Length;
            for (int column = 0; column < columns.Length; column++)
            {
                float magnitude = Math.Min(matrix.Values[start + column], Cap);
                columns[column] += magnitude;
                sum += magnitude;
            }

            rows[row] = sum;
            total += sum;
        }

        float general = (total + 0.25f) / (matrix.Values.Length + 1);
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column] = (columns[column] + general) / (rows.Length + 1);
        }

        float expected = general * columns.Length;
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = (rows[row] + 2) / (expected + 2);
        }
    }

    private static void Choose(Block block, IntegerMatrix matrix, float inverse, float weight, float[] rows, float[] columns)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            int start = row * columns.Length;
            for (int column = 0; column < columns.Length; column++)
            {
                int i = start + column;
                float x = Math.Min(MathF.Abs(block.Values[i] * inverse), Largest);
                float each = weight * block.Sensitivities[i];
                int nearest = (int)(x + 0.5f);
                if (nearest == 0)
                {
                    matrix.Values[i] = 0;
                    continue;
                }

                float unit = Units[Level(rows[row] * columns[column])];
                int best = 0;
                float least = each * x * x;
                for (int q = nearest; q > 0 && q >= nearest - 1; q--)
                {
                    float j = 1 + (q * unit) + (each * (x - q) * (x - q));
                    if (j < least)
                    {
                        (best, least) = (q, j);
                    }
                }

                matrix.Values[i] = best;
            }
        }
    }

    // log₂ from the bits of the number: exponent, and mantissa taken as linear.
    private static int Level(float mean) =>
        Math.Clamp((BitConverter.SingleToInt32Bits(mean) >> (23 - 3)) - ((127 + LowestOctave) << 3), 0, Units.Length - 1);

    private static double Mean(int level) => Math.Pow(2, LowestOctave + ((level + 0.5) / LevelsPerOctave));
}
