namespace Grokking.Model.Passes;

/// <summary>One block on its way through a batch. Made by going forward; goes backward once.</summary>
internal interface IBlockPass
{
    /// <summary>The block's output: (B · T, D), or (B, D) of the last position alone for the last block.</summary>
    Matrix Result { get; }

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">By the output; overwritten.</param>
    /// <param name="gradients">Of the block's parameters; overwritten.</param>
    /// <returns>By the block's input: the pairs (R, D) for the first block, else (B · T, D).</returns>
    Matrix Backward(Matrix gradient, BlockParameters gradients);
}

/// <summary>The only block of a network, which reads the table of pairs and computes the last position.</summary>
internal sealed class OnlyBlock : IBlockPass
{
    private readonly SharedQueryAttention attention;
    private readonly int[] rows;
    private readonly float[] weights;
    private readonly Feedforward feedforward;
    private readonly int equals;

    /// <summary>Goes forward.</summary>
    /// <param name="block">Parameters.</param>
    /// <param name="attention">What equations share.</param>
    /// <param name="pairs">Table of pairs, (R, D).</param>
    /// <param name="rows">The pairs of each equation, (B · T).</param>
    /// <param name="heads">H.</param>
    public OnlyBlock(BlockParameters block, SharedQueryAttention attention, Matrix pairs, int[] rows, int heads)
    {
        (this.attention, this.rows, equals) = (attention, rows, pairs.Rows - 1);
        weights = new float[rows.Length * heads];
        int[] residual = new int[rows.Length / QuadSoftmax.Positions];
        Array.Fill(residual, equals);
        feedforward = new(block, pairs, residual, attention.Forward(rows, weights));
    }

    /// <inheritdoc/>
    public Matrix Result => feedforward.Result;

    /// <inheritdoc/>
    public Matrix Backward(Matrix gradient, BlockParameters gradients)
    {
        (Matrix byResidual, Matrix byAttended) = feedforward.Backward(gradient, gradients);
        Matrix byPairs = attention.Backward(rows, weights, byAttended, gradients);
        Span<float> byEquals = byPairs.Values.Slice(equals * byPairs.Columns, byPairs.Columns);
        Span<float> residual = byResidual.Values;
        for (int start = 0; start < residual.Length; start += byEquals.Length)
        {
            RowArithmetic.Add(residual.Slice(start, byEquals.Length), byEquals);
        }

        return byPairs;
    }
}

/// <summary>Any other block. Its input are rows that equations share (the first block's pairs) or that are their own.</summary>
internal sealed class BlockPass : IBlockPass
{
    private readonly BlockParameters block;
    private readonly Matrix input;
    private readonly Matrix asking;
    private readonly int[]? residualRows;
    private readonly bool last;
    private readonly Attention attention;
    private readonly Feedforward feedforward;

    /// <summary>Goes forward.</summary>
    /// <param name="block">Parameters.</param>
    /// <param name="input">Rows of D.</param>
    /// <param name="rows">The row of each position of each equation, (B · T).</param>
    /// <param name="heads">H.</param>
    /// <param name="last">Whether only the last position is wanted; rows are then each equation's own.</param>
    public BlockPass(BlockParameters block, Matrix input, int[] rows, int heads, bool last)
    {
        (this.block, this.input, this.last) = (block, input, last);
        residualRows = last ? null : rows;
        asking = last ? LastPosition(input) : input;
        int[] queryRows = last ? [.. Enumerable.Range(0, asking.Rows)] : rows;
        attention = new(
            Projection.Forward(asking, block.Query), Projection.Forward(input, block.Key), Projection.Forward(input, block.Value), queryRows, rows, heads);
        feedforward = new(block, asking, residualRows, attention.Forward());
    }

    /// <inheritdoc/>
    public Matrix Result => feedforward.Result;

    /// <inheritdoc/>
    public Matrix Backward(Matrix gradient, BlockParameters gradients)
    {
        (Matrix byResidual, Matrix byAttended) = feedforward.Backward(gradient, gradients);
        (Matrix byQuery, Matrix byKey, Matrix byValue) = attention.Backward(byAttended);
        Matrix byInput = Projection.Backward(input, block.Key, byKey, gradients.Key);
        RowArithmetic.Add(Projection.Backward(input, block.Value, byValue, gradients.Value).Values, byInput.Values);
        Matrix byAsking = Projection.Backward(asking, block.Query, byQuery, gradients.Query);
        Scatter(byAsking.Values, byInput, last ? row => (row * QuadSoftmax.Positions) + QuadSoftmax.Positions - 1 : row => row);
        Scatter(byResidual.Values, byInput, last ? row => (row * QuadSoftmax.Positions) + QuadSoftmax.Positions - 1 : row => residualRows![row]);
        return byInput;
    }

    private static void Scatter(ReadOnlySpan<float> rows, Matrix target, Func<int, int> rowOf)
    {
        int width = target.Columns;
        Span<float> values = target.Values;
        for (int row = 0; row < rows.Length / width; row++)
        {
            RowArithmetic.Add(rows.Slice(row * width, width), values.Slice(rowOf(row) * width, width));
        }
    }

    private static Matrix LastPosition(Matrix input)
    {
        int width = input.Columns;
        Matrix result = Matrix.Empty(input.Rows / QuadSoftmax.Positions, width);
        Span<float> from = input.Values;
        Span<float> to = result.Values;
        for (int row = 0; row < result.Rows; row++)
        {
            from.Slice(((row * QuadSoftmax.Positions) + QuadSoftmax.Positions - 1) * width, width).CopyTo(to.Slice(row * width, width));
        }

        return result;
    }
}
