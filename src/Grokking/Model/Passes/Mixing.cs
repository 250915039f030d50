namespace Grokking.Model.Passes;

/// <summary>
/// What queries attend to, head by head: the weighted sum of the values of their equation's four positions, both ways. Values may be
/// those of each position of each equation, or stand
/// in a table that equations share.
/// </summary>
internal static class Mixing
{
    private const int Positions = QuadSoftmax.Positions;

    /// <summary>attended ← attended + Σₜ wₜ vₜ.</summary>
    /// <param name="weights">(B · queries, H, T).</param>
    /// <param name="values">Rows of D.</param>
    /// <param name="rows">The row in <paramref name="values"/> of each position of each equation, (B · T).</param>
    /// <param name="heads">H.</param>
    /// <param name="queries">Of an equation.</param>
    /// <param name="attended">(B · queries, D).</param>
    public static void Forward(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> values, ReadOnlySpan<int> rows, int heads, int queries, Matrix attended)
    {
        int width = attended.Columns;
        int headWidth = width / heads;
        Span<float> result = attended.Values;
        for (int query = 0, next = 0; query < attended.Rows; query++)
        {
            ReadOnlySpan<int> own = rows.Slice(query / queries * Positions, Positions);
            for (int start = 0; start < width; start += headWidth)
            {
                Span<float> target = result.Slice((query * width) + start, headWidth);
                foreach (int row in own)
                {
                    RowArithmetic.AddScaled(weights[next++], values.Slice((row * width) + start, headWidth), target);
                }
            }
        }
    }

    /// <summary>Gradients by weights and values.</summary>
    /// <param name="weights">(B · queries, H, T).</param>
    /// <param name="values">Rows of D.</param>
    /// <param name="rows">(B · T).</param>
    /// <param name="heads">H.</param>
    /// <param name="queries">Of an equation.</param>
    /// <param name="gradient">By what was attended to, (B · queries, D).</param>
    /// <param name="byWeights">As <paramref name="weights"/>; overwritten.</param>
    /// <param name="byValues">As <paramref name="values"/>; added to.</param>
    public static void Backward(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> values, ReadOnlySpan<int> rows, int heads, int queries, Matrix gradient,
        Span<float> byWeights, Span<float> byValues)
    {
        int width = gradient.Columns;
        int headWidth = width / heads;
        ReadOnlySpan<float> by = gradient.Values;
        for (int query = 0, next = 0; query < gradient.Rows; query++)
        {
            ReadOnlySpan<int> own = rows.Slice(query / queries * Positions, Positions);
            for (int start = 0; start < width; start += headWidth)
            {
                ReadOnlySpan<float> change = by.Slice((query * width) + start, headWidth);
                foreach (int row in own)
                {
                    byWeights[next] = RowArithmetic.Dot(change, values.Slice((row * width) + start, headWidth));
                    RowArithmetic.AddScaled(weights[next++], change, byValues.Slice((row * width) + start, headWidth));
                }
            }
        }
    }
}
