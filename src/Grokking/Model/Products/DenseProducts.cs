using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model.Products;

/// <summary>
/// The three products of a dense layer Y = X W on the CPU, each by the fastest right way for its shape on this processor:
/// <code>
/// Y = X W        dX = dY Wᵀ        dW = Xᵀ dY
/// </code>
/// A convolution takes X (or dY) as an image of one row whose pixels are X's rows, so that nothing is copied. For dW it would need Xᵀ,
/// and is no faster.
/// </summary>
public static class DenseProducts
{
    // Changes nothing for a kernel of one pixel, but libtorch leaves small undilated ones to MKL when it has one thread.
    private static readonly long[] Dilated = [2, 2];

    private static readonly ProductTrial ForwardTrial = new(ForwardByConvolution, torch.mm);
    private static readonly ProductTrial ByInputTrial = new(ByInputByConvolution, (gradient, kernel) => torch.mm(gradient, kernel.t()));

    /// <summary>Y = X W.</summary>
    /// <param name="x">(N, I), contiguous.</param>
    /// <param name="kernel">(I, O), contiguous.</param>
    /// <returns>(N, O), contiguous.</returns>
    public static Tensor Forward(Tensor x, Tensor kernel) =>
        UseConvolution(ForwardTrial, x, kernel, kernel.shape[1]) ? ForwardByConvolution(x, kernel) : torch.mm(x, kernel);

    /// <summary>dX = dY Wᵀ.</summary>
    /// <param name="gradient">dY, (N, O), contiguous.</param>
    /// <param name="kernel">W, (I, O), contiguous.</param>
    /// <returns>(N, I), contiguous.</returns>
    public static Tensor ByInput(Tensor gradient, Tensor kernel) =>
        UseConvolution(ByInputTrial, gradient, kernel, kernel.shape[0])
            ? ByInputByConvolution(gradient, kernel)
            : torch.mm(gradient, kernel.t());

    /// <summary>dW = Xᵀ dY.</summary>
    /// <param name="x">(N, I).</param>
    /// <param name="gradient">dY, (N, O).</param>
    /// <returns>(I, O), contiguous.</returns>
    public static Tensor ByKernel(Tensor x, Tensor gradient) => torch.mm(x.t(), gradient);

    /// <summary>dW = Xᵀ dY, written where it is wanted.</summary>
    /// <param name="x">(N, I).</param>
    /// <param name="gradient">dY, (N, O).</param>
    /// <param name="result">(I, O), contiguous; overwritten.</param>
    public static void ByKernel(Tensor x, Tensor gradient, Tensor result) => result.addmm_(x.t(), gradient, beta: 0, alpha: 1);

    private static bool UseConvolution(ProductTrial trial, Tensor left, Tensor kernel, long columns)
    {
        long[] given = left.shape;
        return ProductWays.Of(given[0], given[1], columns) == ProductWay.Convolution && trial.Passes(given, kernel.shape);
    }

    private static Tensor ForwardByConvolution(Tensor x, Tensor kernel)
    {
        (long inputs, long outputs) = (kernel.shape[0], kernel.shape[1]);
        Tensor image = x.view(1, -1, 1, inputs).permute(0, 3, 1, 2);
        Tensor result = torch.nn.functional.conv_transpose2d(image, kernel.view(inputs, outputs, 1, 1), dilation: Dilated);
        return result.permute(0, 2, 3, 1).view(-1, outputs);
    }

    private static Tensor ByInputByConvolution(Tensor gradient, Tensor kernel)
    {
        (long inputs, long outputs) = (kernel.shape[0], kernel.shape[1]);
        Tensor image = gradient.view(1, -1, 1, outputs).permute(0, 3, 1, 2);
        Tensor result = torch.nn.functional.conv2d(image, kernel.view(inputs, outputs, 1, 1), dilation: Dilated);
        return result.permute(0, 2, 3, 1).view(-1, inputs);
    }
}
