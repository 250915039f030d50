using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>
/// y = x W + b of every member. On the CPU a single member's product is asked for as a convolution with a kernel of one pixel: libtorch hands convolutions to oneDNN
/// and products to MKL, and MKL does not use the wide vectors of processors that are not Intel's (118 against 260 GFLOP/s on a Zen 5 core; docs/benchmarks.md). Only where
/// that gives the right gradients: <see cref="ProductTrial"/>.
/// </summary>
public static class DenseLayer
{
    /// <summary>By which ways products are computed on this processor, in short: results of other ways have other last bits.</summary>
    public const string Ways = "convolution where right, else bmm";

    // Changes nothing for a kernel of one pixel, but libtorch leaves small undilated ones to MKL when it has one thread.
    private static readonly long[] Dilated = [2, 2];

    private static readonly ProductTrial Trial = new(Convolution);

    /// <summary>Applies the layer.</summary>
    /// <param name="x">(S, N, I), contiguous.</param>
    /// <param name="kernel">(S, I, O), contiguous.</param>
    /// <param name="bias">(S, O).</param>
    /// <returns>(S, N, O).</returns>
    public static Tensor Apply(Tensor x, Tensor kernel, Tensor bias) => Product(x, kernel).Plus(bias.unsqueeze(1));

    /// <summary>x W of every member.</summary>
    /// <param name="x">(S, N, I), contiguous.</param>
    /// <param name="kernel">(S, I, O), contiguous.</param>
    /// <returns>(S, N, O).</returns>
    public static Tensor Product(Tensor x, Tensor kernel) =>
        x.device_type == DeviceType.CPU && x.shape[0] == 1 && Trial.Passes(x.shape[1], kernel.shape[1], kernel.shape[2]) ? Convolution(x, kernel) : torch.bmm(x, kernel);

    private static Tensor Convolution(Tensor x, Tensor kernel)
    {
        (long rows, long inputs, long outputs) = (x.shape[1], kernel.shape[1], kernel.shape[2]);
        Tensor image = x.view(1, rows, 1, inputs).permute(0, 3, 1, 2);
        Tensor result = torch.nn.functional.conv_transpose2d(image, kernel.view(inputs, outputs, 1, 1), dilation: Dilated);
        return result.permute(0, 2, 3, 1).view(1, rows, outputs);
    }
}
