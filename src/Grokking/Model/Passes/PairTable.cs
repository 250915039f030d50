namespace Grokking.Model.Passes;

/// <summary>
/// The R = 2p + 2 distinct pairs of token and position of the sequences a, ∘, b, =, each as the sum of its two embeddings. a at position
/// 0 is row a, ∘ is row p, b at position 2 is
/// row p + 1 + b, = is row 2p + 1.
/// </summary>
internal static class PairTable
{
    /// <summary>The table, (R, D).</summary>
    public static Matrix Of(TransformerParameters parameters, int modulus)
    {
        Matrix table = Matrix.Empty((2 * modulus) + 2, parameters.Token.Columns);
        Span<float> values = table.Values;
        Span<float> tokens = parameters.Token.Values;
        Span<float> positions = parameters.Position.Values;
        int width = table.Columns;
        for (int row = 0; row < table.Rows; row++)
        {
            (int token, int position) = Pair(row, modulus);
            Span<float> target = values.Slice(row * width, width);
            tokens.Slice(token * width, width).CopyTo(target);
            RowArithmetic.Add(positions.Slice(position * width, width), target);
        }

        return table;
    }

    /// <summary>Gradients by both embeddings from that by the table.</summary>
    public static void Backward(Matrix table, int modulus, TransformerParameters gradients)
    {
        Span<float> values = table.Values;
        Span<float> tokens = gradients.Token.Values;
        Span<float> positions = gradients.Position.Values;
        tokens.Clear();
        positions.Clear();
        int width = table.Columns;
        for (int row = 0; row < table.Rows; row++)
        {
            (int token, int position) = Pair(row, modulus);
            ReadOnlySpan<float> gradient = values.Slice(row * width, width);
            RowArithmetic.Add(gradient, tokens.Slice(token * width, width));
            RowArithmetic.Add(gradient, positions.Slice(position * width, width));
        }
    }

    /// <summary>The rows of the T positions of each equation, (B · T).</summary>
    public static int[] Rows(ReadOnlySpan<long> a, ReadOnlySpan<long> b, int modulus)
    {
        int[] rows = new int[a.Length * QuadSoftmax.Positions];
        for (int i = 0, next = 0; i < a.Length; i++)
        {
            rows[next++] = (int)a[i];
            rows[next++] = modulus;
            rows[next++] = modulus + 1 + (int)b[i];
            rows[next++] = (2 * modulus) + 1;
        }

        return rows;
    }

    private static (int Token, int Position) Pair(int row, int modulus) =>
        row < modulus ? (row, 0)
        : row == modulus ? (modulus, 1)
        : row <= 2 * modulus ? (row - modulus - 1, 2)
        : (modulus + 1, 3);
}
