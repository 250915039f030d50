using System.Collections.Concurrent;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model.Products;

/// <summary>
/// Tries on this processor, once for each shape, whether a way of computing a product is right. oneDNN 3.7.1 (libtorch 2.10) chooses
/// blocks by the caches that the system reports; where
/// it takes 48 columns, a product with a transposed kernel of 512 rows is 14 % off, silently (docs/decisions/0010-trusted-products.md).
/// <para>
/// Trials are one at a time in a process, as each has oneDNN choose the blocks, which it then keeps: while one thread chooses, another that
/// begins to overwrites the size of the cache that the first one reckons with (<c>brg_blocking_t::L2</c>, written twice by <c>init_jcp</c>
/// of jit_brgemm_conv_utils.cpp). Other blocks can be wrong ones, and then a process would go another way than its predecessor.
/// </para>
/// </summary>
/// <param name="way">Two matrices to one.</param>
/// <param name="trusted">The same by a way that is right everywhere.</param>
public sealed class ProductTrial(Func<Tensor, Tensor, Tensor> way, Func<Tensor, Tensor, Tensor> trusted)
{
    // Roundings make 1e-6, a block that is left out 1e-1.
    private const float Tolerance = 1e-4f;

    private static readonly Lock OneAtATime = new();

    private readonly ConcurrentDictionary<(long, long, long, long, int Threads), bool> passed = new();

    /// <summary>
    /// Whether the product of matrices of these shapes is right to 1e-4 of its norm, with as many threads as this thread has libtorch
    /// use.
    /// </summary>
    /// <param name="left">(rows, columns).</param>
    /// <param name="right">(rows, columns).</param>
    public bool Passes(ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        (long, long, long, long, int Threads) shape = (left[0], left[1], right[0], right[1], torch.get_num_threads());
        if (passed.TryGetValue(shape, out bool isRight))
        {
            return isRight;
        }

        lock (OneAtATime)
        {
            return passed.GetOrAdd(shape, untried => IsRight(untried.Item1, untried.Item2, untried.Item3, untried.Item4));
        }
    }

    private bool IsRight(long leftRows, long leftColumns, long rightRows, long rightColumns)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        Tensor left = Values(leftRows, leftColumns, 0.7);
        Tensor right = Values(rightRows, rightColumns, 1.3);
        Tensor expected = trusted(left, right);
        return way(left, right).sub(expected).norm().item<float>() <= Tolerance * expected.norm().item<float>();
    }

    // Any values without a pattern will do; these need no generator.
    private static Tensor Values(long rows, long columns, double frequency) =>
        torch.tensor([.. Enumerable.Range(0, checked((int)(rows * columns))).Select(i => (float)Math.Sin(frequency * i * 1.618))])
            .view(rows, columns);
}
