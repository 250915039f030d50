namespace Grokking.Model.Passes;

/// <summary>
/// A block before the last one, which computes all positions. Its input are rows that equations share (the first block's pairs) or that
/// are their own.
/// </summary>
internal sealed class EarlierBlock : IBlockPass
{
    private readonly BlockParameters block;
    private readonly Matrix input;
    private readonly int[] rows;
    private readonly Attention attention;
    private readonly Feedforward feedforward;

    /// <summary>Goes forward.</summary>
    /// <param name="block">Parameters.</param>
    /// <param name="input">Rows of D.</param>
    /// <param name="rows">The row of each position of each equation, (B · T).</param>
    /// <param name="heads">H.</param>
    public EarlierBlock(BlockParameters block, Matrix input, int[] rows, int heads)
    {
        (this.block, this.input, this.rows) = (block, input, rows);
        Matrix query = Projection.Forward(input, block.Query);
        Matrix key = Projection.Forward(input, block.Key);
        attention = new(query, key, Projection.Forward(input, block.Value), rows, heads);
        feedforward = new(block, input, rows, attention.Forward());
    }

    /// <inheritdoc/>
    public Matrix Result => feedforward.Result;

    /// <inheritdoc/>
    public Matrix Backward(Matrix gradient, BlockParameters gradients)
    {
        (Matrix byResidual, Matrix byAttended) = feedforward.Backward(gradient, gradients);
        (Matrix byQuery, Matrix byKey, Matrix byValue) = attention.Backward(byAttended);
        Matrix byInput = Projection.Backward(input, block.Query, byQuery, gradients.Query);
        Span<float> values = byInput.Values;
        RowArithmetic.Add(Projection.Backward(input, block.Key, byKey, gradients.Key).Values, values);
        RowArithmetic.Add(Projection.Backward(input, block.Value, byValue, gradients.Value).Values, values);
        ReadOnlySpan<float> residual = byResidual.Values;
        int width = input.Columns;
        for (int i = 0; i < rows.Length; i++)
        {
            RowArithmetic.Add(residual.Slice(i * width, width), values.Slice(rows[i] * width, width));
        }

        return byInput;
    }
}
