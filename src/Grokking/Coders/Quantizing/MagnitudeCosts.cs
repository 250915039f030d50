using Grokking.Coders.Entropy;

namespace Grokking.Coders.Quantizing;

/// <summary>
/// What whole numbers will cost, as far as can be told before they are coded: those of the geometric distribution, with a sign, whose mean μ is the product of a row's and a column's,
/// <code>
/// bits(q) = log₂(1 + μ) + |q| log₂((1 + μ) / μ) + [q ≠ 0]
/// </code>
/// This is <see cref="MatrixCoder"/>'s model, but seeing both sides.
/// </summary>
internal sealed class MagnitudeCosts
{
    private const int Cap = 80;
    private const int LevelsPerOctave = 8;
    private const int MantissaBits = 3;
    private const int LowestOctave = -12;
    private static readonly float[] Zeros = [.. Enumerable.Range(0, 20 * LevelsPerOctave).Select(level => (float)Math.Log2(1 + Mean(level)))];
    private static readonly float[] Units = [.. Enumerable.Range(0, 20 * LevelsPerOctave).Select(level => (float)Math.Log2((1 + Mean(level)) / Mean(level)))];

    private readonly float[] rows;    // relative to the matrix's mean
    private readonly float[] columns;

    /// <summary>Takes the means of a matrix.</summary>
    /// <param name="matrix">What was found so far, or of another bin.</param>
    /// <param name="scale">By how much its magnitudes are to be multiplied.</param>
    public MagnitudeCosts(IntegerMatrix matrix, float scale = 1)
    {
        (rows, columns) = (new float[matrix.Rows], new float[matrix.Columns]);
        float total = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            ReadOnlySpan<int> values = matrix.Values.AsSpan(row * columns.Length, columns.Length);
            float sum = 0;
            for (int column = 0; column < columns.Length; column++)
            {
                float magnitude = Math.Min(Math.Abs(values[column]), Cap);
                columns[column] += magnitude;
                sum += magnitude;
            }

            rows[row] = sum;
            total += sum;
        }

        total *= scale;
        float general = (total + 0.25f) / (matrix.Values.Length + 1);
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column] = ((columns[column] * scale) + general) / (rows.Length + 1);
        }

        float expected = general * columns.Length;
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = ((rows[row] * scale) + 2) / (expected + 2);
        }
    }

    /// <summary>Bits for each unit of magnitude there, log₂((1 + μ) / μ).</summary>
    public float Unit(int row, int column) => Units[Level(rows[row] * columns[column])];

    /// <summary>Bits of a whole matrix.</summary>
    public double Bits(IntegerMatrix matrix)
    {
        double sum = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            ReadOnlySpan<int> values = matrix.Values.AsSpan(row * columns.Length, columns.Length);
            float own = 0;
            for (int column = 0; column < columns.Length; column++)
            {
                int level = Level(rows[row] * columns[column]);
                int magnitude = Math.Abs(values[column]);
                own += Zeros[level] + (magnitude > 0 ? 1 + (magnitude * Units[level]) : 0);
            }

            sum += own;
        }

        return sum;
    }

    /// <summary>The whole number, out of the nearest, the one nearer to zero and zero, of the least bits + weight · (value − q)².</summary>
    /// <param name="value">In bins.</param>
    /// <param name="weight">λ g Δ².</param>
    /// <param name="unit">Of <see cref="Unit"/>.</param>
    public static int Choose(float value, float weight, float unit)
    {
        float x = MathF.Abs(value);
        int nearest = (int)Math.Min(x + 0.5f, RateDistortionQuantizer.Largest);
        (int best, float least) = (0, weight * x * x);
        for (int q = nearest; q > 0 && q >= nearest - 1; q--)
        {
            float j = 1 + (q * unit) + (weight * (x - q) * (x - q));
            if (j < least)
            {
                (best, least) = (q, j);
            }
        }

        return value < 0 ? -best : best;
    }

    // log₂ from the bits of the number: exponent, and mantissa taken as linear.
    private static int Level(float mean) =>
        Math.Clamp((BitConverter.SingleToInt32Bits(mean) >> (23 - MantissaBits)) - ((127 + LowestOctave) << MantissaBits), 0, Units.Length - 1);

    private static double Mean(int level) => Math.Pow(2, LowestOctave + ((level + 0.5) / LevelsPerOctave));
}
