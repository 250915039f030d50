using Grokking.Model;
using Grokking.Training.Spectral;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Training.Spectral;

/// <summary>Against U diag(∂H/∂σ) Vᵀ from a singular value decomposition in float64.</summary>
public class SpectralEntropyGradientTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(7, 40)]
    [InlineData(32, 32)]
    [InlineData(33, 33)]
    [InlineData(115, 128)]
    [InlineData(128, 128)]
    [InlineData(128, 512)]
    [InlineData(512, 128)]
    public void Matches_the_singular_value_decomposition_for_any_shape(int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = Drawn(rows, columns);
        Assert.InRange(Error(matrix), 0, 1e-4);
    }

    [Theory]
    [InlineData(0.3, 1e-2)]
    [InlineData(1, 1e-2)]
    [InlineData(0.3, 1e-3)]
    public void Matches_it_for_a_few_strong_directions_in_noise(double decay, double noise)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor u, Tensor s, Tensor v) = linalg.svd(Drawn(128, 128), fullMatrices: false);
        Tensor strong = (u * (s * exp(arange(128, dtype: ScalarType.Float32) * -decay))).matmul(v);
        Assert.InRange(Error(strong + (Drawn(128, 128) * noise)), 0, 1e-4);
    }

    [Theory]
    [InlineData(1e-15)]
    [InlineData(1e15)]
    public void The_scale_of_a_matrix_only_scales_its_gradient(double scale)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = Drawn(24, 16);
        Tensor expected = Gradient(matrix, 1);
        Assert.InRange(((Gradient(matrix * scale, 1) * scale) - expected).norm().item<float>() / expected.norm().item<float>(), 0, 1e-4);
    }

    [Fact]
    public void A_matrix_of_zeros_has_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(0, Gradient(zeros(8, 8), 1).abs().max().item<float>());
    }

    [Fact]
    public void A_matrix_without_full_rank_has_a_finite_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = Drawn(40, 3).matmul(Drawn(3, 40));
        Assert.True(Gradient(matrix, 1).isfinite().all().item<bool>());
    }

    private static Tensor Drawn(int rows, int columns)
    {
        float[] values = new float[rows * columns];
        Grokking.Randomness.Gaussian.Fill(new(7, Grokking.Randomness.Purpose.WeightNoise, rows, columns), values);
        return tensor(values, rows, columns);
    }

    private static double Error(Tensor matrix)
    {
        (Tensor u, Tensor s, Tensor v) = linalg.svd(matrix.to(ScalarType.Float64), fullMatrices: false);
        Tensor sigma = s / s.sum();
        Tensor entropy = -(sigma * sigma.log()).sum();
        Tensor expected = (u * ((-sigma.log() - entropy) / s.sum())).matmul(v);
        Tensor error = Gradient(matrix, 0.1).to(ScalarType.Float64) - (0.1 * expected);
        return error.norm().item<double>() / Math.Max(0.1 * expected.norm().item<double>(), 1e-3);
    }

    private static Tensor Gradient(Tensor matrix, double factor)
    {
        ParameterLayout layout = new([new Parameter("w", (int)matrix.shape[0], (int)matrix.shape[1])]);
        SpectralEntropyGradient gradient = new(layout);
        Tensor result = zeros_like(matrix).unsqueeze(0);
        gradient.AddTo([matrix.unsqueeze(0).contiguous()], factor, [result]);
        return result.squeeze(0);
    }
}
