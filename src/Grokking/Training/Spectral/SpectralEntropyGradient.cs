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

    // Rows or columns of a slender matrix at a time, so that they stay in the cache.
    private const int Part = 128;

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
        tall = new double[(Math.Max(rows, Part) + Bidiagonalization.SpareRows) * MatrixProduct.Stride(Math.Max(columns, Part))];
        product = new double[Math.Max(columns * MatrixProduct.Stride(rows), tall.Length)];
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
        if (Math.Max(rows, columns) < Slender * Math.Min(rows, columns) || !IsByGram(weights, rows, columns, factor, gradient))
        {
            ByReflections(weights, rows, columns, factor, gradient);
        }
    }

    // U′ f(B) V′ᵀ.
    private void ByReflections(ReadOnlySpan<float> weights, int rows, int columns, double factor, Span<float> gradient)
    {
        (int m, int n) = (Math.Max(rows, columns), Math.Min(rows, columns));
        int stride = MatrixProduct.Stride(n);
        ReadTall(weights, rows, columns, 0, m);
        double norm = Math.Sqrt(PaddedVector.Dot(tall.AsSpan(0, m * stride), tall.AsSpan(0, m * stride), 0));
        if (!HasGradient(norm))
        {
            return;
        }

        bidiagonal.Reduce(tall, m, n, norm);
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
        WidenedMatrix.Transpose<double>(square, stride, n, n, tall, stride);
        tall.AsSpan(n * stride, (m - n) * stride).Clear();
        bidiagonal.Left.Apply(tall, n, stride);
        if (rows >= columns)
        {
            WidenedMatrix.AddTo(tall, stride, m, n, gradient, n);
        }
        else
        {
            int width = MatrixProduct.Stride(m);
            WidenedMatrix.Transpose<double>(tall, stride, n, m, product, width);
            WidenedMatrix.AddTo(product, width, n, m, gradient, m);
        }
    }

    // With W = Q R and R = U′B V′ᵀ: W V′ Φ V′ᵀ. False, and nothing done, where W has a small singular value, which a Gram matrix loses.
    private bool IsByGram(ReadOnlySpan<float> weights, int rows, int columns, double factor, Span<float> gradient)
    {
        (int m, int n) = (Math.Max(rows, columns), Math.Min(rows, columns));
        int stride = MatrixProduct.Stride(n);
        square.AsSpan(0, n * stride).Clear();
        for (int from = 0; from < m; from += Part)
        {
            int count = Math.Min(Part, m - from);
            ReadTall(weights, rows, columns, from, count);
            GramFactor.Add(tall, count, n, square);
        }

        double norm = 0;
        for (int i = 0; i < n; i++)
        {
            norm += square[(i * stride) + i];
        }

        norm = Math.Sqrt(norm);
        if (!HasGradient(norm) || !GramFactor.Factorize(square, n))
        {
            return false;
        }

        bidiagonal.Reduce(square, n, n, norm);
        Span<double> b = bidiagonal.Diagonal.AsSpan(0, n);
        Span<double> c = bidiagonal.OffDiagonal.AsSpan(0, n - 1);
        if (!(norm * BidiagonalFunction.NormOfInverse(b, c) < MostSpread))
        {
            return false;
        }

        function.Evaluate(b, c, norm, factor / norm / norm, other);
        bidiagonal.Right.Apply(other, n, stride);
        WidenedMatrix.Transpose<double>(other, stride, n, n, square, stride);
        bidiagonal.Right.Apply(square, n, stride);
        for (int from = 0; from < m; from += Part)
        {
            int count = Math.Min(Part, m - from);
            if (rows >= columns)
            {
                ReadTall(weights, rows, columns, from, count);
                product.AsSpan(0, count * stride).Clear();
                MatrixProduct.Add(tall, stride, 1, square, stride, product, stride, (count, n, n));
                WidenedMatrix.AddTo(product, stride, count, n, gradient[(from * n)..], n);
            }
            else
            {
                int width = MatrixProduct.Stride(count);
                WidenedMatrix.Read(weights[from..], columns, n, count, tall, width);
                product.AsSpan(0, n * width).Clear();
                MatrixProduct.Add(square, stride, 1, tall, width, product, width, (n, count, n));
                WidenedMatrix.AddTo(product, width, n, count, gradient[from..], columns);
            }
        }

        return true;
    }

    private static bool HasGradient(double norm) => norm > LeastNorm && double.IsFinite(norm);

    // Rows of the tall one of W and Wᵀ.
    private void ReadTall(ReadOnlySpan<float> weights, int rows, int columns, int from, int count)
    {
        if (rows >= columns)
        {
            WidenedMatrix.Read(weights[(from * columns)..], columns, count, columns, tall, MatrixProduct.Stride(columns));
        }
        else
        {
            WidenedMatrix.Transpose(weights[from..], columns, count, rows, tall, MatrixProduct.Stride(rows));
        }
    }
}
