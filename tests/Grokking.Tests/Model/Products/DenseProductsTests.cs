using Grokking.Model.Products;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Tests.Model.Products;

/// <summary>Whatever way this processor takes, the three products are those of a float64 matrix product.</summary>
public class DenseProductsTests
{
    // A batch, the tokens and positions of modulus 113, all positions of a batch, a remainder, a chunk of an evaluation, small networks.
    [Theory]
    [InlineData(512, 512, 128)]
    [InlineData(228, 512, 128)]
    [InlineData(2048, 512, 128)]
    [InlineData(2048, 128, 512)]
    [InlineData(512, 128, 512)]
    [InlineData(512, 128, 128)]
    [InlineData(505, 128, 115)]
    [InlineData(1024, 128, 384)]
    [InlineData(17, 32, 25)]
    [InlineData(1, 3, 1)]
    public void Are_those_of_a_matrix_product(int rows, int inputs, int outputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        using torch.Generator generator = new(1);
        Tensor x = torch.randn(rows, inputs, generator: generator);
        Tensor kernel = torch.randn(inputs, outputs, generator: generator);
        Tensor gradient = torch.randn(rows, outputs, generator: generator);
        Close(Exact(x, kernel), DenseProducts.Forward(x, kernel));
        Close(Exact(gradient, kernel.t()), DenseProducts.ByInput(gradient, kernel));
        Close(Exact(x.t(), gradient), DenseProducts.ByKernel(x, gradient));
        Tensor given = torch.full([inputs, outputs], float.NaN);
        DenseProducts.ByKernel(x, gradient, given);
        Close(Exact(x.t(), gradient), given);
    }

    [Theory]
    [InlineData(true, 512, 128, 512, ProductWay.Convolution)]
    [InlineData(true, 228, 128, 128, ProductWay.Plain)]
    [InlineData(false, 512, 128, 512, ProductWay.Plain)]
    [InlineData(false, 2048, 512, 128, ProductWay.Convolution)]
    [InlineData(false, 2048, 128, 512, ProductWay.Plain)]
    [InlineData(false, 2048, 16, 16, ProductWay.Plain)]
    public void Go_a_way_that_processor_and_shape_alone_decide(bool wide, int rows, int inner, int columns, ProductWay way) =>
        Assert.Equal(way, ProductWays.Of(wide, rows, inner, columns));

    private static Tensor Exact(Tensor left, Tensor right) =>
        torch.mm(left.to(torch.ScalarType.Float64), right.to(torch.ScalarType.Float64));

    private static void Close(Tensor expected, Tensor actual)
    {
        double error = (actual.to(torch.ScalarType.Float64).sub(expected).norm() / expected.norm()).item<double>();
        Assert.True(error < 1e-5, $"off by {error:E1} of the norm");
    }
}
