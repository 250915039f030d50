using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Tests.Model;

public class DenseLayerTests
{
    // What the published networks ask for: a batch of 512, the tokens and positions of modulus 113, a chunk of an evaluation. The kernel of 512 rows had a wrong gradient by x on processors whose caches
    // the system does not report.
    [Theory]
    [InlineData(512, 512, 128)]
    [InlineData(228, 512, 128)]
    [InlineData(2048, 512, 128)]
    [InlineData(512, 128, 512)]
    [InlineData(512, 128, 128)]
    [InlineData(512, 128, 113)]
    [InlineData(1024, 128, 384)]
    public void Product_and_gradients_are_those_of_a_matrix_product(int rows, int inputs, int outputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using torch.Generator generator = new(1);
        Tensor x = torch.randn(1, rows, inputs, generator: generator).requires_grad_();
        Tensor kernel = torch.randn(1, inputs, outputs, generator: generator).requires_grad_();
        Tensor weight = torch.randn(1, rows, outputs, generator: generator);
        Tensor product = DenseLayer.Product(x, kernel);
        Tensor expected = torch.bmm(x, kernel);
        Close(expected, product);
        IList<Tensor> gradients = torch.autograd.grad([product], [x, kernel], [weight]);
        IList<Tensor> expectedGradients = torch.autograd.grad([expected], [x, kernel], [weight]);
        Close(expectedGradients[0], gradients[0]);
        Close(expectedGradients[1], gradients[1]);
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        float error = (actual.sub(expected).norm() / expected.norm()).item<float>();
        Assert.True(error < 1e-5, $"off by {error:E1} of the norm");
    }
}
