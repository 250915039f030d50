using Grokking.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Model;

public class GeluTests
{
    private const int Width = 101; // no multiple of a vector

    [Fact]
    public void Values_and_slopes_are_those_of_the_formula()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = linspace(-30, 30, Width * 991).view(1, 991, Width);
        Tensor b = linspace(-1, 1, Width).view(1, Width);
        Tensor weight = linspace(-1, 2, Width * 991).view(1, 991, Width);
        Tensor exactX = x.to(ScalarType.Float64).requires_grad_(true);
        Tensor exactB = b.to(ScalarType.Float64).requires_grad_(true);
        Tensor z = exactX + exactB.unsqueeze(1);
        Tensor y = 0.5 * z * (1 + (Math.Sqrt(2 / Math.PI) * (z + (0.044715 * z.pow(3)))).tanh());
        IList<Tensor> slopes = autograd.grad([(y * weight).sum()], [exactX, exactB]);

        (Tensor fastX, Tensor fastB) = (x.clone().requires_grad_(true), b.clone().requires_grad_(true));
        Tensor found = Gelu.Apply(fastX, fastB);
        IList<Tensor> foundSlopes = autograd.grad([(found * weight).sum()], [fastX, fastB]);
        Assert.InRange((found - y).abs().max().item<double>(), 0, 4e-6); // 31 has a unit in the last place of 2e-6
        Assert.InRange((foundSlopes[0] - slopes[0]).abs().max().item<double>(), 0, 4e-6);
        Assert.InRange(((foundSlopes[1] - slopes[1]) / slopes[1]).abs().max().item<double>(), 0, 1e-4);
    }

    [Fact]
    public void Several_members_together_have_the_values_of_each()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = linspace(-8, 8, 2 * 7 * Width).view(2, 7, Width);
        Tensor b = linspace(-1, 1, 2 * Width).view(2, Width);
        Tensor together = Gelu.Apply(x, b);
        for (int member = 0; member < 2; member++)
        {
            Tensor alone = Gelu.Apply(x.narrow(0, member, 1), b.narrow(0, member, 1));
            Assert.InRange((alone[0] - together[member]).abs().max().item<float>(), 0, 2e-6);
        }
    }

    [Fact]
    public void Without_gradients_it_gives_the_same_values()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = linspace(-8, 8, 3 * Width).view(1, 3, Width).requires_grad_(true);
        Tensor b = linspace(-1, 1, Width).view(1, Width);
        Tensor with = Gelu.Apply(x, b);
        using var none = no_grad();
        Assert.Equal(0, (with - Gelu.Apply(x, b)).abs().max().item<float>());
    }

    [Fact]
    public void What_is_no_number_stays_none_and_the_largest_numbers_stay_finite()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = Gelu.Apply(tensor([float.NaN, 1e18f, -1e18f]).view(1, 1, 3), zeros(1, 3))[0, 0];
        Assert.True(float.IsNaN(y[0].item<float>()));
        Assert.Equal(1e18f, y[1].item<float>());
        Assert.InRange(Math.Abs(y[2].item<float>()), 0, 1e-15);
    }
}
