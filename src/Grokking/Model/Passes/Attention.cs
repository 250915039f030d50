namespace Grokking.Model.Passes;

/// <summary>
/// softmax(q kᵀ / √d) v of queries that attend to the four positions of their equation, both ways. Queries, keys and values stand in rows that equations may share.
/// </summary>
/// <param name="query">Rows of D.</param>
/// <param name="key">Rows of D.</param>
/// <param name="value">Rows of D.</param>
/// <param name="queryRows">The row of each query, (B · queries).</param>
/// <param name="rows">The row of each position of each equation in keys and values, (B · T).</param>
/// <param name="heads">H.</param>
internal sealed class Attention(Matrix query, Matrix key, Matrix value, int[] queryRows, int[] rows, int heads)
{
    private const int Positions = QuadSoftmax.Positions;

    private readonly float[] weights = new float[queryRows.Length * heads * Positions]; // (B · queries, H, T)

    private int Queries => queryRows.Length * Positions / rows.Length;

    private int Width => query.Columns;

    private float Scale => 1 / MathF.Sqrt(Width / heads);

    /// <summary>Goes forward.</summary>
    /// <returns>(B · queries, D).</returns>
    public Matrix Forward()
    {
        Span<float> q = query.Values;
        Span<float> k = key.Values;
        int headWidth = Width / heads;
        float scale = Scale;
        for (int i = 0, next = 0; i < queryRows.Length; i++)
        {
            ReadOnlySpan<int> own = rows.AsSpan(i / Queries * Positions, Positions);
            for (int start = 0; start < Width; start += headWidth)
            {
                ReadOnlySpan<float> asking = q.Slice((queryRows[i] * Width) + start, headWidth);
                foreach (int row in own)
                {
                    weights[next++] = scale * RowArithmetic.Dot(asking, k.Slice((row * Width) + start, headWidth));
                }
            }
        }

        QuadSoftmax.Apply(weights);
        Matrix attended = Matrix.Zeros(queryRows.Length, Width);
        Mixing.Forward(weights, value.Values, rows, heads, Queries, attended);
        return attended;
    }

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">By what was attended to, (B · queries, D).</param>
    /// <returns>By queries, keys and values, shaped like these.</returns>
    public (Matrix Query, Matrix Key, Matrix Value) Backward(Matrix gradient)
    {
        Matrix byQuery = Matrix.Zeros(query.Rows, Width);
        Matrix byKey = Matrix.Zeros(key.Rows, Width);
        Matrix byValue = Matrix.Zeros(value.Rows, Width);
        float[] byScores = new float[weights.Length];
        Mixing.Backward(weights, value.Values, rows, heads, Queries, gradient, byScores, byValue.Values);
        QuadSoftmax.Backward(weights, byScores);
        Span<float> q = query.Values;
        Span<float> k = key.Values;
        Span<float> dq = byQuery.Values;
        Span<float> dk = byKey.Values;
        int headWidth = Width / heads;
        float scale = Scale;
        for (int i = 0, next = 0; i < queryRows.Length; i++)
        {
            ReadOnlySpan<int> own = rows.AsSpan(i / Queries * Positions, Positions);
            for (int start = 0; start < Width; start += headWidth)
            {
                int asking = (queryRows[i] * Width) + start;
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
