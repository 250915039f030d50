using Grokking.Coders;
using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge.Slots;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;

namespace Grokking.Tests.Coders;

/// <summary>Forms of slots against the network that they were made of, on all equations.</summary>
public class SlotReductionTests
{
    private static readonly Equation[] All = [.. new ModularTask(Operation.Add, CodedExample.Modulus).Equations];
    private static readonly Architecture Perceptron = CodedExample.Transformer with { Kind = NetworkKind.Mlp };

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void Reducing_a_transformer_of_several_layers_is_exact_for_any_weights(int layers, ulong seed) =>
        AssertSame(CodedExample.Transformer with { Layers = layers }, seed, TokenOrder.None);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void Reducing_a_perceptron_is_exact_for_any_weights(int layers, ulong seed) => AssertSame(Perceptron with { Layers = layers }, seed, TokenOrder.None);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Either_Fourier_transform_is_exact(bool multiplicative)
    {
        TokenOrder order = multiplicative ? TokenOrder.Multiplicative : TokenOrder.Additive;
        AssertSame(CodedExample.Transformer with { Layers = 2 }, 1, order);
        AssertSame(Perceptron with { Layers = 2 }, 1, order);
    }

    // Logits are of the order of 3.
    private static void AssertSame(Architecture shape, ulong seed, TokenOrder order)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Weights weights = CodedExample.RandomWeights(shape, seed);
        (SlotForm form, IReadOnlyList<float[]> values) = SlotReduction.Of(order, weights, new(shape, CodedExample.Modulus, All, All));
        torch.Tensor a = torch.tensor([.. All.Select(each => (long)each.A)], dtype: torch.ScalarType.Int64);
        torch.Tensor b = torch.tensor([.. All.Select(each => (long)each.B)], dtype: torch.ScalarType.Int64);
        float[] logits = Centred(new DecodedSlotNetwork(CoderKind.Gauge, form, values).Logits(a, b).contiguous().data<float>().ToArray());
        double difference = logits.Zip(Centred(CodedExample.Logits(weights, shape, All)), (x, y) => Math.Abs((double)x - y)).Max();
        Assert.InRange(difference, 0, 3e-5);
    }

    // What is common to an equation's logits is no part of the function.
    private static float[] Centred(float[] logits) =>
        [.. logits.Chunk(CodedExample.Modulus + 2).SelectMany(row => row.Select(each => each - row.Average()))];
}
