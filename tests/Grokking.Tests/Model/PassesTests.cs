using Grokking.Model;
using Grokking.Model.Passes;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Model;

/// <summary>
/// What the written-out passes do beside being right, which <see cref="TransformerOracleTests"/> shows for the published shape.
/// </summary>
public class PassesTests
{
    // Widths that are no multiples of a vector, heads of one and of several numbers, a batch of one equation.
    [Theory]
    [InlineData(1, 12, 4, 20, 7, 5)]
    [InlineData(1, 9, 9, 11, 5, 1)]
    [InlineData(2, 12, 3, 20, 7, 5)]
    [InlineData(3, 10, 2, 7, 5, 3)]
    public void Any_shape_has_the_gradient_that_autograd_finds(int layers, int width, int heads, int mlpWidth, int modulus, int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Transformer network = new(new Architecture(NetworkKind.Transformer, layers, width, heads, mlpWidth), modulus);
        using EnsembleTensors weights = EnsembleTensors.Stack([Initializer.InitialWeights(network, 3)], CPU);
        Tensor[] parameters = [.. weights.Tensors.Select(each => each + (0.3f * sin(arange(each.numel()).view(each.shape))))];
        (Tensor a, Tensor b, Tensor c) = (Operands(batch, 2, modulus), Operands(batch, 3, modulus), Operands(batch, 5, modulus));
        using ILossGradient written = LossGradients.Of(network, parameters);
        double loss = written.Compute(a, b, c);

        Tensor[] leaves = [.. parameters.Select(each => each.detach().clone().requires_grad_(true))];
        Tensor expectedLoss = CrossEntropy.PerMember(network.Bind(leaves)(a, b), c).sum();
        IList<Tensor> expected = autograd.grad([expectedLoss], leaves);
        Assert.Equal(expectedLoss.item<float>(), loss, 1e-5);
        double scale = Math.Sqrt(expected.Sum(each => (each * each).sum().item<float>()));
        for (int i = 0; i < leaves.Length; i++)
        {
            double error = (expected[i] - written.Gradients[i]).norm().item<float>();
            Assert.True(error <= (1e-4 * expected[i].norm().item<float>()) + (1e-6 * scale), $"{network.Layout.Parameters[i].Name}: off by {error}");
        }
    }

    [Fact]
    public void An_equation_of_vanishing_probability_costs_what_the_guard_says_and_has_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Matrix logits = Matrix.Of(tensor(new float[] { 0, 100, 0, 1, 2, 3 }).view(2, 3));
        double loss = SoftmaxLoss.Apply(logits, [0, 0, 0], [0, 2]);
        double second = Math.Log(1 + Math.Exp(-1) + Math.Exp(-2));
        Assert.Equal((-Math.Log(1e-9) + second) / 2, loss, 1e-6);
        float[] gradient = logits.Values.ToArray();
        Assert.Equal([0, 0, 0], gradient[..3]);
        Assert.Equal((Math.Exp(-second) - 1) / 2, gradient[5], 1e-6);
        Assert.Equal(0, gradient[3..].Sum(), 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_logit_that_is_no_number_makes_a_loss_that_is_none(float value)
    {
        using DisposeScope scope = NewDisposeScope();
        Matrix logits = Matrix.Of(tensor(new float[] { 0, value, 0 }).view(1, 3));
        Assert.False(double.IsFinite(SoftmaxLoss.Apply(logits, [0, 0, 0], [1])));
    }

    [Fact]
    public void The_same_numbers_elsewhere_in_memory_give_the_same_bits()
    {
        RunSpecification run = Paper.Run(Operation.Add, Method.Ours, 1, 1);
        using DisposeScope scope = NewDisposeScope();
        Transformer network = new(run.Architecture, run.Modulus);
        (Tensor a, Tensor b, Tensor c) = (Operands(64, 2, 113), Operands(64, 3, 113), Operands(64, 5, 113));
        byte[] Once()
        {
            using EnsembleTensors weights = EnsembleTensors.Stack([Initializer.InitialWeights(network, 3)], CPU);
            using ILossGradient gradient = LossGradients.Of(network, weights.Tensors);
            gradient.Compute(a, b, c);
            return [.. gradient.Gradients.SelectMany(each => each.bytes.ToArray())];
        }

        byte[] first = Once();
        using Tensor between = zeros(12_345); // so that the next ones lie elsewhere
        Assert.Equal(first, Once());
    }

    private static Tensor Operands(int count, int step, int modulus) =>
        tensor(Enumerable.Range(0, count).Select(i => (long)(i * step % modulus)).ToArray()).unsqueeze(0);
}
