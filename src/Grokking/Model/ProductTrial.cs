using System.Collections.Concurrent;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>
/// Tries on this processor, once for each shape, whether a way of computing x W gives the product and its gradients. oneDNN 3.7.1 (libtorch 2.10) chooses blocks by the caches that the system reports; where
/// it takes 48 columns, the gradient by x of a kernel of 512 rows is 14 % off, silently.
/// </summary>
/// <param name="product">(1, N, I) and (1, I, O) to (1, N, O), differentiable.</param>
public sealed class ProductTrial(Func<Tensor, Tensor, Tensor> product)
{
    // Roundings make 1e-6, a block that is left out 1e-1.
    private const float Tolerance = 1e-4f;

    private readonly ConcurrentDictionary<(long Rows, long Inputs, long Outputs, int Threads), bool> passed = new();

    /// <summary>Whether the product of (1, N, I) and (1, I, O) and its gradients are right to 1e-4 of their norms, with as many threads as this thread has libtorch use.</summary>
    /// <param name="rows">N.</param>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    public bool Passes(long rows, long inputs, long outputs) => passed.GetOrAdd((rows, inputs, outputs, torch.get_num_threads()), shape => IsRight(shape.Rows, shape.Inputs, shape.Outputs));

    private bool IsRight(long rows, long inputs, long outputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable gradients = torch.enable_grad();
        Tensor x = Values(rows, inputs, 0.7).requires_grad_();
        Tensor kernel = Values(inputs, outputs, 1.3).requires_grad_();
        Tensor weight = Values(rows, outputs, 2.9);
        Tensor[] expected = ValueAndGradients(torch.bmm);
        Tensor[] given = ValueAndGradients(product);
        return given.Zip(expected).All(pair => pair.First.sub(pair.Second).norm().item<float>() <= Tolerance * pair.Second.norm().item<float>());

        Tensor[] ValueAndGradients(Func<Tensor, Tensor, Tensor> form)
        {
            Tensor y = form(x, kernel);
            return [y.detach(), .. torch.autograd.grad([y], [x, kernel], [weight])];
        }
    }

    // Any values without a pattern will do; these need no generator.
    private static Tensor Values(long rows, long columns, double frequency) =>
        torch.tensor(Enumerable.Range(0, checked((int)(rows * columns))).Select(i => (float)Math.Sin(frequency * i * 1.618)).ToArray()).view(1, rows, columns);
}
