using System.Runtime.InteropServices;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Spectral;

/// <summary>
/// The gradient of β times the mean spectral entropy over all matrices (Eqns 15, 16) of one network on a CPU, without singular vectors.
/// <code>
/// σ̄ = σ / Σσ    H = −Σ σ̄ ln σ̄    ∂H/∂σ = (ln Σσ − H − ln σ) / Σσ
/// W = U S Vᵀ:   ∂H/∂W = U diag(∂H/∂σ) Vᵀ = W φ(WᵀW),   φ(λ) = (ln Σσ − H − ln √λ) / (√λ Σσ)
/// </code>
/// so what is wanted is a function of the Gram matrix, which <see cref="Tridiagonalization"/> and <see cref="TridiagonalFunction"/> compute at less than half the
/// time of its eigenvectors. The Gram matrix squares the spread of the singular values, so all this is in float64; the last product is in float32.
/// </summary>
/// <remarks>
/// The authors' code guards the logarithm with 10⁻¹⁰, which the gradient of singular values above 10⁻⁷ of the sum does not notice; smaller ones are not resolved in float32 weights.
/// Not thread-safe: it keeps its scratch memory.
/// </remarks>
public sealed class SpectralEntropyGradient : IDisposable
{
    private readonly ParameterLayout layout;
    private readonly int matrices;
    private readonly double[] tall;
    private readonly double[] square;
    private readonly Tridiagonalization tridiagonal;
    private readonly TridiagonalFunction function;
    private readonly Dictionary<int, Tensor> functions; // φ(WᵀW) by its size

    /// <summary>Lays out scratch memory for the matrices of a network.</summary>
    public SpectralEntropyGradient(ParameterLayout layout)
    {
        this.layout = layout;
        Parameter[] all = [.. layout.Parameters.Where(each => each.IsMatrix)];
        matrices = all.Length;
        int largest = all.Max(each => each.Shape.Min());
        tall = new double[all.Max(each => each.Shape.Max() * GramMatrix.Padded(each.Shape.Min()))];
        square = new double[GramMatrix.Padded(largest) * GramMatrix.Padded(largest)];
        tridiagonal = new Tridiagonalization(largest);
        function = new TridiagonalFunction(largest);
        functions = all.Select(each => each.Shape.Min()).Distinct().ToDictionary(size => size, size => torch.zeros(1, size, size).DetachFromDisposeScope());
    }

    /// <summary>Adds the penalty's gradient in place.</summary>
    /// <param name="weights">The layout's tensors of one network, (1, …).</param>
    /// <param name="factor">β.</param>
    /// <param name="gradients">In layout order, contiguous; changed in place.</param>
    public void AddTo(IReadOnlyList<Tensor> weights, double factor, IReadOnlyList<Tensor> gradients)
    {
        using var noGradients = torch.no_grad();
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Parameter parameter = layout.Parameters[i];
            if (parameter.IsMatrix)
            {
                using DisposeScope scope = torch.NewDisposeScope();
                (int rows, int columns) = (parameter.Shape[0], parameter.Shape[1]);
                Tensor phi = functions[Math.Min(rows, columns)];
                if (Function(MemoryMarshal.Cast<byte, float>(weights[i].bytes), rows, columns, factor / matrices, MemoryMarshal.Cast<byte, float>(phi.bytes)))
                {
                    gradients[i].PlusInPlace(rows >= columns ? DenseLayer.Product(weights[i], phi) : DenseLayer.Product(phi, weights[i]));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor each in functions.Values)
        {
            each.Dispose();
        }
    }

    // factor · φ(WᵀW), or of W Wᵀ where that is smaller; false for a matrix of zeros, which has no gradient.
    private bool Function(ReadOnlySpan<float> weights, int rows, int columns, double factor, Span<float> result)
    {
        int n = Math.Min(rows, columns);
        int stride = GramMatrix.Padded(n);
        Span<double> matrix = square.AsSpan(0, n * stride);
        GramMatrix.Compute(weights, rows, columns, tall, matrix);
        tridiagonal.Reduce(matrix, n);
        if (!function.Factorize(tridiagonal.Diagonal.AsSpan(0, n), tridiagonal.OffDiagonal.AsSpan(0, n - 1)))
        {
            return false;
        }

        double sum = function.SumOfRoots;
        double entropy = Math.Log(sum) - (function.SumOfRootLogarithms / sum);
        function.Evaluate(factor * (Math.Log(sum) - entropy) / sum, -factor / sum, n, matrix);
        tridiagonal.TransformBack(matrix, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                result[(i * n) + j] = (float)matrix[(i * stride) + j];
            }
        }

        return true;
    }
}
