using Grokking.Model;
using Grokking.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge;

/// <summary>A reduced network as a function. The published architecture has no parameters for most of them: what its heads give the two operands is of low rank and one table.</summary>
internal sealed class DecodedGaugeNetwork(CoderKind coder, GaugeNetwork network) : DecodedNetwork
{
    /// <inheritdoc/>
    public override CoderKind Coder => coder;

    /// <inheritdoc/>
    public override int Modulus => network.Shape.Modulus;

    /// <inheritdoc/>
    public override Weights? Weights => null;

    /// <summary>The form and its values.</summary>
    public GaugeNetwork Network => network;

    /// <inheritdoc/>
    public override Tensor Logits(Tensor a, Tensor b)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return new GaugeFunction(network).Logits(a, b).MoveToOuterDisposeScope();
    }
}
