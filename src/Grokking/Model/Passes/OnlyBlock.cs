namespace Grokking.Model.Passes;

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
