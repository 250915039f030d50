using Grokking.Model.Products;

namespace Grokking.Model.Passes;

/// <summary>
/// One transformer on a CPU, forward and backward, written out: the same function as <see cref="Transformer"/>'s, without what autograd
/// adds to it. A batch of 512 equations is
/// a millisecond of products for every hundred operations of libtorch, and each of these costs some microseconds and a pass over its
/// result.
/// <para>
/// Goes through the network once a batch: <see cref="Forward"/>, then at most one <see cref="Backward"/>. Tensors live in the caller's
/// dispose scope.
/// </para>
/// </summary>
internal sealed class TransformerPass
{
    private readonly TransformerParameters parameters;
    private readonly int modulus;
    private readonly int heads;
    private readonly Matrix pairs;
    private readonly SharedQueryAttention? shared;
    private readonly List<IBlockPass> blocks = [];

    /// <summary>Computes what all equations share.</summary>
    /// <param name="parameters">Of one network.</param>
    /// <param name="modulus">p.</param>
    /// <param name="heads">H.</param>
    public TransformerPass(TransformerParameters parameters, int modulus, int heads)
    {
        (this.parameters, this.modulus, this.heads) = (parameters, modulus, heads);
        pairs = PairTable.Of(parameters, modulus);
        shared = parameters.Blocks.Count == 1 ? new(parameters.Blocks[0], pairs, heads) : null;
    }

    /// <summary>Goes forward.</summary>
    /// <param name="a">Left operands, (B).</param>
    /// <param name="b">Right operands, (B).</param>
    /// <returns>Logits of the last position without the output layer's bias, (B, V).</returns>
    public Matrix Forward(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        int[] rows = PairTable.Rows(a, b, modulus);
        blocks.Clear();
        if (shared is not null)
        {
            blocks.Add(new OnlyBlock(parameters.Blocks[0], shared, pairs, rows, heads));
        }
        else
        {
            int[] own = [.. Enumerable.Range(0, rows.Length)];
            for (int layer = 0; layer < parameters.Blocks.Count - 1; layer++)
            {
                (Matrix input, int[] rowsOfInput) = layer == 0 ? (pairs, rows) : (blocks[^1].Result, own);
                blocks.Add(new EarlierBlock(parameters.Blocks[layer], input, rowsOfInput, heads));
            }

            blocks.Add(new LastBlock(parameters.Blocks[^1], blocks[^1].Result, heads));
        }

        return Matrix.Of(DenseProducts.Forward(blocks[^1].Result.Tensor, parameters.Output.Kernel.Tensor));
    }

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">By the logits, (B, V).</param>
    /// <param name="gradients">Of all parameters; overwritten.</param>
    public void Backward(Matrix gradient, TransformerParameters gradients)
    {
        Matrix by = Projection.Backward(blocks[^1].Result, parameters.Output, gradient, gradients.Output);
        for (int layer = blocks.Count - 1; layer >= 0; layer--)
        {
            by = blocks[layer].Backward(by, gradients.Blocks[layer]);
        }

        PairTable.Backward(by, modulus, gradients);
    }
}
