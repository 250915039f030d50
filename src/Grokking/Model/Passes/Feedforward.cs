using Grokking.Model.Products;

namespace Grokking.Model.Passes;

/// <summary>
/// A block from what its heads attended to on, both ways: x = LN(residual + attended W_O + b_O), y = LN(x + GELU(x W₁ + b₁) W₂ + b₂).
/// Keeps between the ways what both need.
/// </summary>
internal sealed class Feedforward
{
    private readonly BlockParameters block;
    private readonly Matrix attended; // (N, D)
    private readonly ResidualNorm first;
    private readonly ResidualNorm second;
    private readonly Matrix neurons;  // GELU's values, (N, M)
    private readonly Matrix slopes;   // GELU's derivative, (N, M)

    /// <summary>Goes forward.</summary>
    /// <param name="block">Parameters.</param>
    /// <param name="residual">The block's input.</param>
    /// <param name="rowOf">The row of <paramref name="residual"/> of each row; its own if null.</param>
    /// <param name="attended">(N, D).</param>
    public Feedforward(BlockParameters block, Matrix residual, int[]? rowOf, Matrix attended)
    {
        (this.block, this.attended) = (block, attended);
        Matrix mixed = Matrix.Of(DenseProducts.Forward(attended.Tensor, block.Attended.Kernel.Tensor));
        first = new(residual.Values, rowOf, mixed, block.Attended.Bias.Values, block.AttentionNorm);
        neurons = Matrix.Of(DenseProducts.Forward(first.Result.Tensor, block.Hidden.Kernel.Tensor));
        slopes = Matrix.Empty(neurons.Rows, neurons.Columns);
        Gelu.Forward(neurons.Values, block.Hidden.Bias.Values, slopes.Values);
        Matrix output = Matrix.Of(DenseProducts.Forward(neurons.Tensor, block.Output.Kernel.Tensor));
        second = new(first.Result.Values, null, output, block.Output.Bias.Values, block.OutputNorm);
    }

    /// <summary>y, (N, D).</summary>
    public Matrix Result => second.Result;

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">dy, (N, D); overwritten.</param>
    /// <param name="gradients">Of the block's parameters from W_O on; overwritten.</param>
    /// <returns>Gradients by the residual and by what was attended to, (N, D) each.</returns>
    public (Matrix Residual, Matrix Attended) Backward(Matrix gradient, BlockParameters gradients)
    {
        second.Backward(gradient, block.OutputNorm.Gain.Values, gradients.OutputNorm, gradients.Output.Bias.Values);
        ByKernel(neurons, gradient, gradients.Output.Kernel);
        Matrix byNeurons = Matrix.Of(DenseProducts.ByInput(gradient.Tensor, block.Output.Kernel.Tensor));
        Gelu.Backward(byNeurons.Values, slopes.Values, gradients.Hidden.Bias.Values);
        ByKernel(first.Result, byNeurons, gradients.Hidden.Kernel);
        Matrix byFirst = Matrix.Of(DenseProducts.ByInput(byNeurons.Tensor, block.Hidden.Kernel.Tensor));
        RowArithmetic.Add(gradient.Values, byFirst.Values);
        first.Backward(byFirst, block.AttentionNorm.Gain.Values, gradients.AttentionNorm, gradients.Attended.Bias.Values);
        ByKernel(attended, byFirst, gradients.Attended.Kernel);
        return (byFirst, Matrix.Of(DenseProducts.ByInput(byFirst.Tensor, block.Attended.Kernel.Tensor)));
    }

    private static void ByKernel(Matrix x, Matrix gradient, Matrix result) =>
        DenseProducts.ByKernel(x.Tensor, gradient.Tensor, result.Tensor);
}
