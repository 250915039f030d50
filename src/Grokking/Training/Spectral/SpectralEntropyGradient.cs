using System.Runtime.InteropServices;
using Grokking.Model;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Spectral;

/// <summary>
/// The gradient of β times the mean spectral entropy over all matrices (Eqns 15, 16) of one network on a CPU, without singular vectors.
/// <code>
/// W = U S Vᵀ:   ∂H/∂W = U diag(∂H/∂σ) Vᵀ
/// W = U′B V′ᵀ with B bidiagonal:   ∂H/∂W = U′ f(B) V′ᵀ,  f = ∂H/∂σ
/// </code>
/// <see cref="Bidiagonalization"/> and <see cref="BidiagonalFunction"/>, all in float64. Small singular values, which square matrices under weight noise have all the time, are as
/// right as large ones: docs/decisions/0016-small-singular-values.md.
/// </summary>
/// <remarks>Finite for every finite matrix. Not thread-safe: it keeps its scratch memory.</remarks>
public sealed class SpectralEntropyGradient
{
    // Of a norm whose gradient is a float32 number; weights have a smaller one by underflow alone.
    private const double LeastNorm = 1e-30;

    // From here on as many rows as columns, the Gram matrix takes less time.
    private const int Slender = 2;

    // ‖W‖ / σ_min up to which the Gram matrix leaves eight digits.
    private const double MostSpread = 1e4;

    private readonly ParameterLayout layout;
    private readonly int matrices;
    private readonly double[] tall;
    private readonly double[] product;
    private readonly double[] square;
    private readonly double[] other;
    private readonly Bidiagonalization bidiagonal;
    private readonly BidiagonalFunction function;

    /// <summary>Lays out scratch memory for the matrices of a network.</summary>
    public SpectralEntropyGradient(ParameterLayout layout)
    {
        this.layout = layout;
        Parameter[] all = [.. layout.Parameters.Where(each => each.IsMatrix)];
        matrices = all.Length;
        int rows = all.Max(each => each.Shape.Max());
        int columns = all.Max(each => each.Shape.Min());
        tall = new double[(rows + Bidiagonalization.SpareRows) * MatrixProduct.Stride(columns)];
        product = new double[tall.Length];
        square = new double[(columns + Bidiagonalization.SpareRows) * MatrixProduct.Stride(columns)];
        other = new double[square.Length];
        bidiagonal = new(rows, columns);
        function = new(columns);
    }

    /// <summary>Adds the penalty's gradient in place.</summary>
    /// <param name="weights">The layout's tensors of one network, (1, …).</param>
    /// <param name="factor">β.</param>
    /// <param name="gradients">In layout order, contiguous; changed in place.</param>
    public void AddTo(IReadOnlyList<Tensor> weights, double factor, IReadOnlyList<Tensor> gradients)
    {
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Parameter parameter = layout.Parameters[i];
            if (parameter.IsMatrix)
            {
                ReadOnlySpan<float> matrix = MemoryMarshal.Cast<byte, float>(weights[i].bytes);
                Add(matrix, parameter.Shape[0], parameter.Shape[1], factor / matrices, MemoryMarshal.Cast<byte, float>(gradients[i].bytes));
            }
        }
    }

    private void Add(ReadOnlySpan<float> weights, int rows, int columns, double factor, Span<float> gradient)
    {
        (int m, int n) = (Math.Max(rows, columns), Math.Min(rows, columns));
        int stride = MatrixProduct.Stride(n);
        bool isWide = rows < columns;
        WidenedMatrix.Read(weights, rows, columns, tall, stride);
        double norm = Math.Sqrt(PaddedVector.Dot(tall.AsSpan(0, m * stride), tall.AsSpan(0, m * stride), 0));
        if (!(norm > LeastNorm && double.IsFinite(norm)))
        {
            return;
        }

        bool isByGram = m >= Slender * n && IsByGram(m, n, norm, factor);
        if (!isByGram)
        {
            ByReflections(m, n, norm, factor);
        }

        WidenedMatrix.AddTo(isByGram ? product : tall, stride, gradient, rows, columns);
    }

    // U′ f(B) V′ᵀ into `tall`, W's place.
    private void ByReflections(int m, int n, double norm, double factor)
    {
        int stride = MatrixProduct.Stride(n);
        bidiagonal.Reduce(tall, m, n);
        Span<double> b = bidiagonal.Diagonal.AsSpan(0, n);
        Span<double> c = bidiagonal.OffDiagonal.AsSpan(0, n - 1);
        function.Evaluate(b, c, norm, factor / norm, square);

        // f(B)ᵀ = Φ Bᵀ, in place.
        for (int i = 0; i < n; i++)
        {
            Span<double> row = square.AsSpan(i * stride, n);
            for (int j = 0; j < c.Length; j++)
            {
                row[j] = (b[j] * row[j]) + (c[j] * row[j + 1]);
            }

            row[n - 1] *= b[n - 1];
        }

        bidiagonal.Right.Apply(square, n, stride);
        WidenedMatrix.Transpose(square, n, tall, stride);
        tall.AsSpan(n * stride, (m - n) * stride).Clear();
        bidiagonal.Left.Apply(tall, n, stride);
    }

    // With W = Q R and R = U′B V′ᵀ: W V′ Φ V′ᵀ into `product`. False, and W left alone, where W has a small singular value, which a Gram matrix loses.
    private bool IsByGram(int m, int n, double norm, double factor)
    {
        int stride = MatrixProduct.Stride(n);
        if (!GramFactor.Compute(tall, m, n, square))
        {
            return false;
        }

        bidiagonal.Reduce(square, n, n);
        Span<double> b = bidiagonal.Diagonal.AsSpan(0, n);
        Span<double> c = bidiagonal.OffDiagonal.AsSpan(0, n - 1);
        if (!(norm * BidiagonalFunction.NormOfInverse(b, c) < MostSpread))
        {
            return false;
        }

        function.Evaluate(b, c, norm, factor / norm / norm, other);
        bidiagonal.Right.Apply(other, n, stride);
        WidenedMatrix.Transpose(other, n, square, stride);
        bidiagonal.Right.Apply(square, n, stride);
        product.AsSpan(0, m * stride).Clear();
        MatrixProduct.Add(tall, stride, 1, square, stride, product, stride, (m, n, n));
        return true;
    }
}
