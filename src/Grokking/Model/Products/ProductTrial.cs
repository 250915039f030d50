using System.Collections.Concurrent;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model.Products;

/// <summary>
/// Tries on this processor, once for each shape, whether a way of computing a product is right. oneDNN 3.7.1 (libtorch 2.10) chooses
/// blocks by the caches that the system reports; where
/// it takes 48 columns, a product with a transposed kernel of 512 rows is 14 % off, silently (docs/decisions/0010-trusted-products.md).
/// </summary>
/// <param name="way">Two matrices to one.</param>
/// <param name="trusted">The same by a way that is right everywhere.</param>
public sealed class ProductTrial(Func<Tensor, Tensor, Tensor> way, Func<Tensor, Tensor, Tensor> trusted)
{
    // Roundings make 1e-6, a block that is left out 1e-1.
    private const float Tolerance = 1e-4f;

    private readonly ConcurrentDictionary<(long, long, long, long, int Threads), bool> passed = new();

    /// <summary>
    /// Whether the product of matrices of these shapes is right to 1e-4 of its norm, with as many threads as this thread has libtorch
    /// use.
    /// </summary>
    /// <param name="left">(rows, columns).</param>
    /// <param name="right">(rows, columns).</param>
    public bool Passes(ReadOnlySpan<long> left, ReadOnlySpan<long> right) =>
        passed.GetOrAdd(
            (left[0], left[1], right[0], right[1], torch.get_num_threads()),
            shape => IsRight(shape.Item1, shape.Item2, shape.Item3, shape.Item4));

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
