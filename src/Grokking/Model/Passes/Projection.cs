using Grokking.Model.Products;

namespace Grokking.Model.Passes;

/// <summary>A dense layer y = x W + b, both ways.</summary>
internal static class Projection
{
    /// <summary>y, (N, O).</summary>
    public static Matrix Forward(Matrix x, DenseParameters layer)
    {
        Matrix result = Matrix.Of(DenseProducts.Forward(x.Tensor, layer.Kernel.Tensor));
        Span<float> values = result.Values;
        Span<float> bias = layer.Bias.Values;
        for (int start = 0; start < values.Length; start += bias.Length)
        {
            RowArithmetic.Add(bias, values.Slice(start, bias.Length));
        }

        return result;
    }

    /// <summary>Gradients by kernel and bias, and by x.</summary>
    /// <param name="x">(N, I).</param>
    /// <param name="layer">Parameters.</param>
    /// <param name="gradient">By y, (N, O).</param>
    /// <param name="gradients">Overwritten.</param>
    /// <returns>By x, (N, I).</returns>
    public static Matrix Backward(Matrix x, DenseParameters layer, Matrix gradient, DenseParameters gradients)
    {
        DenseProducts.ByKernel(x.Tensor, gradient.Tensor, gradients.Kernel.Tensor);
        RowArithmetic.SumColumns(gradient.Values, gradients.Bias.Values);
        return Matrix.Of(DenseProducts.ByInput(gradient.Tensor, layer.Kernel.Tensor));
    }
}
