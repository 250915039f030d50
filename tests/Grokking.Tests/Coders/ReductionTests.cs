using Grokking.Coders;
using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;

namespace Grokking.Tests.Coders;

/// <summary>The reduced forms against the network that they were made of, on all equations.</summary>
public class ReductionTests
{
    private static readonly Equation[] All = [.. new ModularTask(Operation.Add, CodedExample.Modulus).Equations];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Folding_alone_is_exact_for_any_weights(ulong seed) => AssertSame(CodedExample.RandomWeights(CodedExample.Transformer, seed), merged: false, rotated: false, TokenOrder.None);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Rotating_is_exact_where_the_first_gain_is_the_same_everywhere(ulong seed) =>
        AssertSame(CodedExample.RandomWeights(CodedExample.Transformer, seed, equalGains: true), merged: false, rotated: true, TokenOrder.None);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Merging_is_exact_where_all_heads_attend_alike(ulong seed) =>
        AssertSame(CodedExample.RandomWeights(CodedExample.Transformer, seed, equalGains: true, equalAttention: true), merged: true, rotated: true, TokenOrder.None);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Either_Fourier_transform_is_exact(bool multiplicative) =>
        AssertSame(CodedExample.RandomWeights(CodedExample.Transformer, equalGains: true), merged: false, rotated: true, multiplicative ? TokenOrder.Multiplicative : TokenOrder.Additive);

    [Fact]
    public void A_network_that_is_not_reducible_changes() =>
        Assert.True(Difference(CodedExample.RandomWeights(CodedExample.Transformer), merged: true, rotated: true, TokenOrder.None) > 1e-2);

    // Logits are of the order of 3; the constants of 16 bits are not rounded here, as their errors are the quantiser's affair.
    private static void AssertSame(Weights weights, bool merged, bool rotated, TokenOrder order) => Assert.InRange(Difference(weights, merged, rotated, order), 0, 1e-5);

    private static double Difference(Weights weights, bool merged, bool rotated, TokenOrder order)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        ReducedTransformer reduced = Reduction.Of(weights, CodedExample.Transformer, CodedExample.Modulus);
        GaugeNetwork network = GaugeForm.Of(reduced, CodedExample.Transformer, merged, rotated, order, roundConstants: false);
        torch.Tensor a = torch.tensor([.. All.Select(each => (long)each.A)], dtype: torch.ScalarType.Int64);
        torch.Tensor b = torch.tensor([.. All.Select(each => (long)each.B)], dtype: torch.ScalarType.Int64);
        float[] logits = Centred(new DecodedGaugeNetwork(CoderKind.Gauge, network).Logits(a, b).contiguous().data<float>().ToArray());
        return logits.Zip(Centred(CodedExample.Logits(weights, CodedExample.Transformer, All)), (x, y) => Math.Abs((double)x - y)).Max();
    }

    // What is common to an equation's logits is no part of the function.
    private static float[] Centred(float[] logits) =>
        [.. logits.Chunk(CodedExample.Modulus + 2).SelectMany(row => row.Select(each => each - row.Average()))];
}
