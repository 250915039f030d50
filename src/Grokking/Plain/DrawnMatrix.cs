using Grokking.Model;
using Grokking.Randomness;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Plain;

/// <summary>
/// Matrices as training makes them, a few strong directions in weight noise, with the gradient of their spectral entropy (Eqn 15) through a
/// singular value decomposition:
/// what the fast forms are held to.
/// </summary>
public static class DrawnMatrix
{
    /// <summary>
    /// What a gradient may be off by, in parts of its norm; where float32 does not resolve the least singular value, as much as autograd if
    /// that
    /// is more.
    /// </summary>
    public const double Tolerance = 1e-4;

    private const double Resolved = 1e-6; // σ_min / σ_max
    private const int Directions = 8;
    private const double Strongest = 3;
    private const double Decay = 1.5;

    /// <summary>Draws one.</summary>
    /// <param name="index">Which; another for each.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="noise">δ of Eqn 10.</param>
    /// <returns>(rows, columns), float32, contiguous.</returns>
    public static Tensor Draw(int index, int rows, int columns, double noise)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int directions = Math.Min(Directions, Math.Min(rows, columns));
        double size = Math.Sqrt((double)rows * columns);
        float[] strengths = [.. Enumerable.Range(0, directions).Select(k => (float)(Strongest / Math.Pow(Decay, k) / size))];
        Tensor strength = torch.tensor(strengths);
        Tensor strong = (Normal(0, rows, directions) * strength).matmul(Normal(1, directions, columns));
        return strong.Plus(Normal(2, rows, columns).Times(noise)).MoveToOuterDisposeScope();

        Tensor Normal(int part, int height, int width)
        {
            float[] values = new float[height * width];
            Gaussian.Fill(new(7, Purpose.WeightNoise, index, part), values);
            return torch.tensor(values, height, width);
        }
    }

    /// <summary>∂H/∂W by autograd through the singular value decomposition, in W's own precision.</summary>
    public static Tensor Gradient(Tensor matrix)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor leaf = matrix.detach().clone().requires_grad_(true);
        Tensor gradient = torch.autograd.grad([PlainTransformer.MeanSpectralEntropy([leaf])], [leaf])[0];
        return gradient.to(torch.ScalarType.Float64).MoveToOuterDisposeScope();
    }

    /// <summary>Whether float32 resolves a matrix's least singular value.</summary>
    /// <param name="matrix">Float64.</param>
    public static bool IsResolved(Tensor matrix)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor sigma = torch.linalg.svdvals(matrix);
        return (sigma.min() / sigma.max()).item<double>() > Resolved;
    }

    /// <summary>How far a gradient is off, in parts of the right one; infinity where it is not finite.</summary>
    /// <param name="gradient">Of any precision.</param>
    /// <param name="expected">Float64.</param>
    public static double Error(Tensor gradient, Tensor expected)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        double error = ((gradient.to(torch.ScalarType.Float64) - expected).norm() / expected.norm()).item<double>();
        return double.IsFinite(error) ? error : double.PositiveInfinity;
    }
}
