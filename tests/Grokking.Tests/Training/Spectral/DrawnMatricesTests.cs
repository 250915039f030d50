using Grokking.Model;
using Grokking.Plain;
using Grokking.Training.Spectral;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Training.Spectral;

/// <summary>
/// Square matrices under weight noise have very small singular values all the time, so rightness is a matter of thousands of them: both
/// forms against autograd through the
/// singular value decomposition in float64, and where float32 does not resolve the least singular value, against what autograd makes of it
/// in float32.
/// </summary>
public class DrawnMatricesTests
{
    [Theory]
    [InlineData(32, 32, 0.01, 2000)]
    [InlineData(32, 32, 0.001, 500)]
    [InlineData(128, 128, 0.01, 150)]
    [InlineData(128, 128, 0.001, 150)]
    [InlineData(115, 128, 0.01, 30)]
    [InlineData(128, 115, 0.001, 30)]
    [InlineData(128, 512, 0.01, 10)]
    [InlineData(512, 128, 0.001, 10)]
    [InlineData(4, 128, 0.01, 100)]
    [InlineData(7, 7, 0.01, 300)]
    [InlineData(3, 2, 0.01, 300)]
    public void Every_drawn_matrix_has_the_gradient_of_its_singular_value_decomposition(int rows, int columns, double noise, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Check(DrawnMatrix.Draw(i, rows, columns, noise));
        }
    }

    // The least singular value is that of the query kernel whose gradient once was not a number.
    [Theory]
    [InlineData(4.15e-8)]
    [InlineData(3e-7)]
    [InlineData(1e-9)]
    public void A_least_singular_value_that_float32_hardly_resolves_is_no_harm(double least)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor u, Tensor s, Tensor v) = linalg.svd(DrawnMatrix.Draw(0, 32, 32, 0.01).to(ScalarType.Float64));
        s[0].fill_(3.794);
        s[31].fill_(least);
        Check((u * s).matmul(v).to(ScalarType.Float32));
    }

    [Fact]
    public void Singular_values_of_rounding_alone_are_no_harm()
    {
        using DisposeScope scope = NewDisposeScope();
        Check(DrawnMatrix.Draw(0, 40, 40, 0));
        Check(DrawnMatrix.Draw(1, 128, 512, 0));
        Check(DrawnMatrix.Draw(2, 32, 32, 0.01) * pow(10, arange(32, dtype: ScalarType.Float32) * -0.25f));
    }

    // Rounding leaves of such a matrix what shrinks from step to step until it underflows.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 30)]
    [InlineData(64, 64)]
    [InlineData(300, 100)]
    public void A_matrix_of_rank_one_has_a_finite_gradient(int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (double scale in (double[])[1, 0.1, 1e-15, 1e15])
        {
            Assert.True(OneByOne(full([rows, columns], (float)scale)).isfinite().all().item<bool>());
            Tensor equal = ones(rows, 1).matmul(DrawnMatrix.Draw(0, 1, columns, 0.01)).contiguous();
            Assert.True(OneByOne(equal * scale).isfinite().all().item<bool>());
        }
    }

    // Which vectors belong to them is nobody's guess; how long the gradient is, is known.
    [Fact]
    public void A_singular_value_of_zero_has_the_slope_of_the_authors_guard()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor columns = cat([DrawnMatrix.Draw(0, 9, 4, 0.01), zeros(9, 3)], 1);
        foreach (Tensor matrix in (Tensor[])[ones(20, 30), columns, diag(tensor(new[] { 3f, 1, 0, 0.1f }))])
        {
            double expected = DrawnMatrix.Gradient(matrix.to(ScalarType.Float64)).norm().item<double>();
            Assert.InRange(OneByOne(matrix).norm().item<double>() / expected, 0.99, 1.01);
        }
    }

    [Theory]
    [InlineData(1e-45)]
    [InlineData(1e-36)]
    [InlineData(1e37)]
    public void No_scale_makes_it_infinite(double scale)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = (DrawnMatrix.Draw(0, 16, 16, 0.01).to(ScalarType.Float64) * scale).to(ScalarType.Float32);
        Assert.True(OneByOne(matrix).isfinite().all().item<bool>());
        Assert.True(Batched(matrix).isfinite().all().item<bool>());
    }

    private static void Check(Tensor matrix)
    {
        Tensor wide = matrix.to(ScalarType.Float64);
        Tensor expected = DrawnMatrix.Gradient(wide);
        double byAutograd = DrawnMatrix.IsResolved(wide) ? 0 : Error(DrawnMatrix.Gradient(matrix));
        double allowed = Math.Max(DrawnMatrix.Tolerance, byAutograd);
        Assert.InRange(Error(OneByOne(matrix)), 0, allowed);
        Assert.InRange(Error(Batched(matrix)), 0, allowed);

        double Error(Tensor gradient) => DrawnMatrix.Error(gradient, expected);
    }

    private static Tensor OneByOne(Tensor matrix)
    {
        Tensor result = zeros_like(matrix).unsqueeze(0);
        new SpectralEntropyGradient(Layout(matrix)).AddTo([matrix.unsqueeze(0).contiguous()], 1, [result]);
        return result[0].to(ScalarType.Float64);
    }

    private static Tensor Batched(Tensor matrix)
    {
        Tensor result = zeros_like(matrix).unsqueeze(0);
        new BatchedSpectralEntropyGradient(Layout(matrix)).AddTo([matrix.unsqueeze(0)], ones(1, 1, 1), [result]);
        return result[0].to(ScalarType.Float64);
    }

    private static ParameterLayout Layout(Tensor matrix) => new([new Parameter("w", (int)matrix.shape[0], (int)matrix.shape[1])]);
}
