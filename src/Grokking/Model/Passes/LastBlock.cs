namespace Grokking.Model.Passes;

/// <summary>The last block of several: it reads all positions and computes the last one alone.</summary>
internal sealed class LastBlock : IBlockPass
{
    private const int Positions = QuadSoftmax.Positions;

    private readonly BlockParameters block;
    private readonly Matrix last; // the last position's input, (B, D)
    private readonly ReadingAttention attention;
    private readonly Feedforward feedforward;

    /// <summary>Goes forward.</summary>
    /// <param name="block">Parameters.</param>
    /// <param name="input">(B · T, D).</param>
    /// <param name="heads">H.</param>
    public LastBlock(BlockParameters block, Matrix input, int heads)
    {
        this.block = block;
        int width = input.Columns;
        last = Matrix.Empty(input.Rows / Positions, width);
        Span<float> from = input.Values;
        Span<float> to = last.Values;
        for (int row = 0; row < last.Rows; row++)
        {
            from.Slice(RowOfLast(row) * width, width).CopyTo(to.Slice(row * width, width));
        }

        attention = new(block, Projection.Forward(last, block.Query), input, heads);
        feedforward = new(block, last, null, attention.Attended);
    }

    /// <inheritdoc/>
    public Matrix Result => feedforward.Result;

    /// <inheritdoc/>
    public Matrix Backward(Matrix gradient, BlockParameters gradients)
    {
        (Matrix byLast, Matrix byAttended) = feedforward.Backward(gradient, gradients);
        (Matrix byQuery, Matrix byInput) = attention.Backward(byAttended, gradients);
        RowArithmetic.Add(Projection.Backward(last, block.Query, byQuery, gradients.Query).Values, byLast.Values);
        int width = byInput.Columns;
        ReadOnlySpan<float> from = byLast.Values;
        Span<float> to = byInput.Values;
        for (int row = 0; row < last.Rows; row++)
        {
            RowArithmetic.Add(from.Slice(row * width, width), to.Slice(RowOfLast(row) * width, width));
        }

        return byInput;
    }

    private static int RowOfLast(int equation) => (equation * Positions) + Positions - 1;
}
