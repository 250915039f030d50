namespace Grokking.Model.Passes;

/// <summary>
/// softmax(q kᵀ / √d) v of every position, which attends to the four of its equation, both ways. Positions, keys and values stand in rows
/// that equations may share.
/// </summary>
/// <param name="query">Rows of D.</param>
/// <param name="key">Rows of D.</param>
/// <param name="value">Rows of D.</param>
/// <param name="rows">The row of each position of each equation, (B · T).</param>
/// <param name="heads">H.</param>
internal sealed class Attention(Matrix query, Matrix key, Matrix value, int[] rows, int heads)
{
    private const int Positions = QuadSoftmax.Positions;

    private readonly float[] weights = new float[rows.Length * heads * Positions]; // (B · T, H, T)

    private int Width => query.Columns;

    private float Scale => 1 / MathF.Sqrt(Width / heads);

    /// <summary>Goes forward.</summary>
    /// <returns>(B · T, D).</returns>
    public Matrix Forward()
    {
        Span<float> q = query.Values;
        Span<float> k = key.Values;
        int headWidth = Width / heads;
        float scale = Scale;
        for (int i = 0, next = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<int> own = rows.AsSpan(i / Positions * Positions, Positions);
            for (int start = 0; start < Width; start += headWidth)
            {
                ReadOnlySpan<float> asking = q.Slice((rows[i] * Width) + start, headWidth);
                foreach (int row in own)
                {
                    weights[next++] = scale * RowArithmetic.Dot(asking, k.Slice((row * Width) + start, headWidth));
                }
            }
        }

        QuadSoftmax.Apply(weights);
        Matrix attended = Matrix.Zeros(rows.Length, Width);
        Mixing.Forward(weights, value.Values, rows, heads, Positions, attended);
        return attended;
    }

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">By what was attended to, (B · T, D).</param>
    /// <returns>By queries, keys and values, shaped like these.</returns>
    public (Matrix Query, Matrix Key, Matrix Value) Backward(Matrix gradient)
    {
        Matrix byQuery = Matrix.Zeros(query.Rows, Width);
        Matrix byKey = Matrix.Zeros(key.Rows, Width);
        Matrix byValue = Matrix.Zeros(value.Rows, Width);
        float[] byScores = new float[weights.Length];
        Mixing.Backward(weights, value.Values, rows, heads, Positions, gradient, byScores, byValue.Values);
        QuadSoftmax.Backward(weights, byScores);
        Span<float> q = query.Values;
        Span<float> k = key.Values;
        Span<float> dq = byQuery.Values;
        Span<float> dk = byKey.Values;
        int headWidth = Width / heads;
        float scale = Scale;
        for (int i = 0, next = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<int> own = rows.AsSpan(i / Positions * Positions, Positions);
            for (int start = 0; start < Width; start += headWidth)
            {
                int asking = (rows[i] * Width) + start;
                foreach (int row in own)
                {
                    float by = scale * byScores[next++];
                    int asked = (row * Width) + start;
                    RowArithmetic.AddScaled(by, k.Slice(asked, headWidth), dq.Slice(asking, headWidth));
                    RowArithmetic.AddScaled(by, q.Slice(asking, headWidth), dk.Slice(asked, headWidth));
                }
            }
        }

        return (byQuery, byKey, byValue);
    }
}
