using Grokking.Model.Products;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Tests.Model.Products;

public class ProductTrialTests
{
    [Fact]
    public void What_computes_the_product_passes() =>
        Assert.True(new ProductTrial((x, kernel) => x.matmul(kernel), torch.mm).Passes([20, 7], [7, 3]));

    [Fact]
    public void A_block_that_is_left_out_does_not_pass()
    {
        ProductTrial trial = new((x, kernel) => torch.cat([torch.mm(x, kernel.narrow(1, 0, 48)), torch.zeros(x.shape[0], 16)], 1), torch.mm);
        Assert.False(trial.Passes([20, 7], [7, 64]));
    }

    [Fact]
    public void A_shape_is_tried_once()
    {
        int calls = 0;
        ProductTrial trial = new(
            (x, kernel) =>
            {
                calls++;
                return torch.mm(x, kernel);
            },
            torch.mm);
        Assert.True(trial.Passes([5, 4], [4, 3]));
        Assert.True(trial.Passes([5, 4], [4, 3]));
        Assert.True(trial.Passes([6, 4], [4, 3]));
        Assert.Equal(2, calls);
    }
}
