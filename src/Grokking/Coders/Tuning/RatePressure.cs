namespace Grokking.Coders.Tuning;

/// <summary>
/// What a value's bits weigh while they are still to be decided: with x in bins and c the bits that a number other than zero costs where it stands,
/// <code>
/// rate(x) = c |x|                     |x| &lt; 1
///           c (1 + 0.7 log₂ |x|)      else
/// </code>
/// c comes from the parts of its row and column that are not zero, so that what stands alone is pressed hardest and whole rows and columns empty.
/// </summary>
internal static class RatePressure
{
    private const double LeastPart = 1e-4;
    private const double LargestPart = 0.95;
    private const float LeastCost = 0.5f;
    private const float LargestCost = 14;
    private const float OfLarge = 0.7f / 0.69314718f;

    /// <summary>c of every value of a matrix.</summary>
    /// <param name="values">In bins, whole numbers.</param>
    /// <param name="rows">m.</param>
    /// <param name="columns">n.</param>
    public static float[] Costs(float[] values, int rows, int columns)
    {
        (double[] byRow, double[] byColumn, double all) = (new double[rows], new double[columns], 0.5);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
            {
                (byRow[i / columns], byColumn[i % columns], all) = (byRow[i / columns] + 1, byColumn[i % columns] + 1, all + 1);
            }
        }

        double general = all / (values.Length + 1);
        float[] costs = new float[values.Length];
        for (int i = 0; i < costs.Length; i++)
        {
            double row = (byRow[i / columns] + (2 * general)) / (columns + 2);
            double column = (byColumn[i % columns] + (2 * general)) / (rows + 2);
            double part = columns == 1 || rows == 1 ? general : (row * column / general * 0.5) + (0.25 * (row + column));
            part = Math.Clamp(part, LeastPart, LargestPart);
            costs[i] = Math.Clamp((float)(Math.Log2((1 - part) / part) + 2), LeastCost, LargestCost);
        }

        return costs;
    }

    /// <summary>The slope of the rate.</summary>
    public static float Slope(float value, float cost)
    {
        float size = MathF.Abs(value);
        return value == 0 ? 0 : MathF.CopySign(size < 1 ? cost : cost * OfLarge / size, value);
    }
}
