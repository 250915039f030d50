namespace Grokking.Model.Passes;

/// <summary>
/// Attention of the last position in a network's only block, both ways. The last token is always "=", so all equations share one query q
/// = e W_Q + b_Q, and a pair's score does not
/// depend on the equation. Keys are never formed:
/// <code>
/// score = (x W_K + b_K) · q / √d = x · (W_K q) / √d + a number that softmax does not notice
/// </code>
/// per head; so b_K has no gradient.
/// </summary>
internal sealed class SharedQueryAttention
{
    private readonly BlockParameters block;
    private readonly Matrix pairs;    // (R, D)
    private readonly Matrix values;   // (R, D)
    private readonly int heads;
    private readonly float scale;     // 1 / √d
    private readonly float[] query;   // (D)
    private readonly float[] reading; // W_K q / √d, (H, D)
    private readonly float[] scores;  // (R, H)

    /// <summary>Computes what all equations share.</summary>
    /// <param name="block">Parameters.</param>
    /// <param name="pairs">Table of pairs, (R, D); the last row is "=".</param>
    /// <param name="heads">H.</param>
    public SharedQueryAttention(BlockParameters block, Matrix pairs, int heads)
    {
        (this.block, this.pairs, this.heads) = (block, pairs, heads);
        scale = 1 / MathF.Sqrt(HeadWidth);
        values = Projection.Forward(pairs, block.Value);
        query = Query();
        reading = Reading();
        scores = Scores();
    }

    private int Width => pairs.Columns;

    private int HeadWidth => Width / heads;

    private ReadOnlySpan<float> EqualsPair => Row(pairs.Values, pairs.Rows - 1);

    /// <summary>What each equation attends to.</summary>
    /// <param name="rows">The pairs of each, (B · T).</param>
    /// <param name="weights">(B, H, T); overwritten.</param>
    /// <returns>(B, D).</returns>
    public Matrix Forward(ReadOnlySpan<int> rows, Span<float> weights)
    {
        int batch = rows.Length / QuadSoftmax.Positions;
        for (int i = 0, next = 0; i < batch; i++)
        {
            ReadOnlySpan<int> own = rows.Slice(i * QuadSoftmax.Positions, QuadSoftmax.Positions);
            for (int head = 0; head < heads; head++)
            {
                foreach (int row in own)
                {
                    weights[next++] = scores[(row * heads) + head];
                }
            }
        }

        QuadSoftmax.Apply(weights);
        Matrix attended = Matrix.Zeros(batch, Width);
        Mixing.Forward(weights, values.Values, rows, heads, queries: 1, attended);
        return attended;
    }

    /// <summary>Goes backward.</summary>
    /// <param name="rows">Of the way forward.</param>
    /// <param name="weights">Of the way forward.</param>
    /// <param name="gradient">By what was attended to, (B, D).</param>
    /// <param name="gradients">Of query, key and value; overwritten.</param>
    /// <returns>By the pairs, (R, D).</returns>
    public Matrix Backward(ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, Matrix gradient, BlockParameters gradients)
    {
        Matrix byValues = Matrix.Zeros(pairs.Rows, Width);
        float[] byWeights = new float[weights.Length];
        Mixing.Backward(weights, values.Values, rows, heads, queries: 1, gradient, byWeights, byValues.Values);
        QuadSoftmax.Backward(weights, byWeights);
        float[] byScores = new float[scores.Length];
        for (int i = 0, next = 0; i < rows.Length; i += QuadSoftmax.Positions)
        {
            for (int head = 0; head < heads; head++)
            {
                for (int position = 0; position < QuadSoftmax.Positions; position++)
                {
                    byScores[(rows[i + position] * heads) + head] += byWeights[next++];
                }
            }
        }

        Matrix byPairs = Projection.Backward(pairs, block.Value, byValues, gradients.Value);
        ByQueryAndKey(byScores, byPairs, gradients);
        return byPairs;
    }

    private void ByQueryAndKey(ReadOnlySpan<float> byScores, Matrix byPairs, BlockParameters gradients)
    {
        float[] byReading = new float[reading.Length];
        Span<float> table = byPairs.Values;
        Span<float> input = pairs.Values;
        for (int row = 0; row < pairs.Rows; row++)
        {
            for (int head = 0; head < heads; head++)
            {
                float by = byScores[(row * heads) + head];
                RowArithmetic.AddScaled(by, Row(input, row), Row(byReading, head));
                RowArithmetic.AddScaled(by, Row(reading, head), Row(table, row));
            }
        }

        Span<float> keys = block.Key.Kernel.Values;
        Span<float> byKeys = gradients.Key.Kernel.Values;
        Span<float> byQuery = gradients.Query.Bias.Values;
        byQuery.Clear();
        gradients.Key.Bias.Values.Clear();
        byKeys.Clear();
        for (int i = 0; i < Width; i++)
        {
            for (int head = 0; head < heads; head++)
            {
                float by = scale * byReading[(head * Width) + i];
                RowArithmetic.AddScaled(by, Head(keys, i, head), Head(byQuery, 0, head));
                RowArithmetic.AddScaled(by, Head(query, 0, head), Head(byKeys, i, head));
            }
        }

        Span<float> kernel = block.Query.Kernel.Values;
        Span<float> byKernel = gradients.Query.Kernel.Values;
        byKernel.Clear();
        ReadOnlySpan<float> equals = EqualsPair;
        Span<float> byEquals = Row(table, pairs.Rows - 1);
        for (int i = 0; i < Width; i++)
        {
            RowArithmetic.AddScaled(equals[i], byQuery, Row(byKernel, i));
            byEquals[i] += RowArithmetic.Dot(Row(kernel, i), byQuery);
        }
    }

    private float[] Query()
    {
        float[] result = block.Query.Bias.Values.ToArray();
        Span<float> kernel = block.Query.Kernel.Values;
        ReadOnlySpan<float> equals = EqualsPair;
        for (int i = 0; i < Width; i++)
        {
            RowArithmetic.AddScaled(equals[i], Row(kernel, i), result);
        }

        return result;
    }

    private float[] Reading()
    {
        float[] result = new float[heads * Width];
        Span<float> kernel = block.Key.Kernel.Values;
        for (int head = 0; head < heads; head++)
        {
            for (int i = 0; i < Width; i++)
            {
                result[(head * Width) + i] = scale * RowArithmetic.Dot(Head(kernel, i, head), Head(query, 0, head));
            }
        }

        return result;
    }

    private float[] Scores()
    {
        float[] result = new float[pairs.Rows * heads];
        Span<float> input = pairs.Values;
        for (int row = 0; row < pairs.Rows; row++)
        {
            for (int head = 0; head < heads; head++)
            {
                result[(row * heads) + head] = RowArithmetic.Dot(Row(input, row), Row(reading, head));
            }
        }

        return result;
    }

    private Span<float> Row(Span<float> matrix, int row) => matrix.Slice(row * Width, Width);

    private Span<float> Head(Span<float> matrix, int row, int head) => matrix.Slice((row * Width) + (head * HeadWidth), HeadWidth);
}
