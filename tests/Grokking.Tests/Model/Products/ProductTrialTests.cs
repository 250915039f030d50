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

    [Fact]
    public void Trials_of_several_threads_are_one_at_a_time()
    {
        int running = 0;
        int most = 0;
        Tensor Way(Tensor x, Tensor kernel)
        {
            int now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            Thread.Yield();
            Tensor product = torch.mm(x, kernel);
            Interlocked.Decrement(ref running);
            return product;
        }

        ProductTrial[] trials = [new(Way, torch.mm), new(Way, torch.mm)];
        using Barrier start = new(4);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (int rows = 1; rows <= 100; rows++)
            {
                trials[thread % 2].Passes([rows + (100 * thread), 40], [40, 30]);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(1, most);
    }
}
