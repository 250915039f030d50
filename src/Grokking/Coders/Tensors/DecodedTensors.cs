using Grokking.Coders.Containers;
using Grokking.Model;
using Grokking.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tensors;

/// <summary>Weights of the network's own architecture, or the tensors of an unknown one.</summary>
internal sealed class DecodedTensors(ContainerHeader header, Weights weights) : DecodedNetwork
{
    /// <inheritdoc/>
    public override CoderKind Coder => CoderKind.Tensor;

    /// <inheritdoc/>
    public override int Modulus => header.Modulus;

    /// <inheritdoc/>
    public override Weights Weights => weights;

    /// <inheritdoc/>
    public override Tensor Logits(Tensor a, Tensor b)
    {
        Architecture architecture = header.Architecture
            ?? throw new InvalidOperationException("The container holds tensors of an unknown network; only its own program can evaluate them.");
        using DisposeScope scope = torch.NewDisposeScope();
        using EnsembleTensors ensemble = EnsembleTensors.Stack([weights], torch.CPU);
        return Networks.Create(architecture, header.Modulus).Bind(ensemble.Tensors)(a.unsqueeze(0), b.unsqueeze(0)).squeeze(0).MoveToOuterDisposeScope();
    }
}
