using Grokking.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Model;

public class GeluTests
{
    [Fact]
    public void Values_and_slopes_are_those_of_the_formula()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = linspace(-30, 30, 100_003);
        Tensor exact = x.to(ScalarType.Float64).requires_grad_(true);
        Tensor y = 0.5 * exact * (1 + (Math.Sqrt(2 / Math.PI) * (exact + (0.044715 * exact.pow(3)))).tanh());
        Tensor slope = autograd.grad([y.sum()], [exact])[0];

        Tensor fast = x.clone().requires_grad_(true);
        Tensor found = Gelu.Apply(fast);
        Tensor foundSlope = autograd.grad([found.sum()], [fast])[0];
        Assert.InRange((found - y).abs().max().item<double>(), 0, 3e-6); // 30 has a unit in the last place of 2e-6
        Assert.InRange((foundSlope - slope).abs().max().item<double>(), 0, 2e-6);
    }

    [Fact]
    public void Without_gradients_it_gives_the_same_values()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = linspace(-8, 8, 1001).requires_grad_(true);
        Tensor with = Gelu.Apply(x);
        using var none = no_grad();
        Assert.Equal(0, (with - Gelu.Apply(x)).abs().max().item<float>());
    }

    [Fact]
    public void What_is_no_number_stays_none_and_the_largest_numbers_stay_finite()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = Gelu.Apply(tensor([float.NaN, 1e18f, -1e18f]));
        Assert.True(float.IsNaN(y[0].item<float>()));
        Assert.Equal(1e18f, y[1].item<float>());
        Assert.InRange(Math.Abs(y[2].item<float>()), 0, 1e-15);
    }
}
