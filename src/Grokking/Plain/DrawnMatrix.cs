using Grokking.Model;
using Grokking.Randomness;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Plain;

/// <summary>
/// Matrices as training makes them, a few strong directions in weight noise, with the gradient of their spectral entropy (Eqn 15) through a singular value decomposition:
/// what the fast forms are held to.
/// </summary>
public static class DrawnMatrix
{
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
        Tensor strength = torch.tensor(Enumerable.Range(0, directions).Select(k => (float)(Strongest / Math.Pow(Decay, k) / size)).ToArray());
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
}
