using Grokking.Model;
using Grokking.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>A reduced network of slots as a function.</summary>
/// <param name="coder">Gauge or fourier.</param>
/// <param name="form">The form.</param>
/// <param name="values">Of each slot.</param>
internal sealed class DecodedSlotNetwork(CoderKind coder, SlotForm form, IReadOnlyList<float[]> values) : DecodedNetwork
{
    /// <inheritdoc/>
    public override CoderKind Coder => coder;

    /// <inheritdoc/>
    public override int Modulus => form.Modulus;

    /// <inheritdoc/>
    public override Weights? Weights => null;

    /// <inheritdoc/>
    public override Tensor Logits(Tensor a, Tensor b)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return form.Bind(values).Logits(a, b).MoveToOuterDisposeScope();
    }
}
