using System.Runtime.InteropServices;
using Grokking.Model.Passes;
using Grokking.Timing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>The loss of one network on a batch and its gradient by every parameter, on a CPU.</summary>
public interface ILossGradient : IDisposable
{
    /// <summary>The gradient of the last batch, in layout order, (1, …) each, contiguous.</summary>
    IReadOnlyList<Tensor> Gradients { get; }

    /// <summary>Computes both.</summary>
    /// <param name="a">Left operands (1, B), int64, contiguous.</param>
    /// <param name="b">Right operands (1, B).</param>
    /// <param name="c">Results (1, B).</param>
    /// <param name="clock">Told of "forward" and "backward".</param>
    /// <returns>The mean cross-entropy, nats (<see cref="CrossEntropy"/>).</returns>
    double Compute(Tensor a, Tensor b, Tensor c, PhaseClock? clock = null);
}

/// <summary>The forms there are.</summary>
public static class LossGradients
{
    /// <summary>The fastest for a network.</summary>
    /// <param name="network">The family.</param>
    /// <param name="parameters">The layout's tensors of one network, (1, …), whose values may change between batches.</param>
    public static ILossGradient Of(INetwork network, IReadOnlyList<Tensor> parameters) =>
        network is Transformer transformer
            ? new TransformerLossGradient(transformer, parameters)
            : new AutogradLossGradient(network, parameters);
}

/// <summary>Of any network, by libtorch's automatic differentiation.</summary>
internal sealed class AutogradLossGradient : ILossGradient
{
    private readonly INetwork network;
    private readonly IReadOnlyList<Tensor> parameters;
    private IReadOnlyList<Tensor> gradients = [];

    public AutogradLossGradient(INetwork network, IReadOnlyList<Tensor> parameters)
    {
        (this.network, this.parameters) = (network, parameters);
        foreach (Tensor each in parameters)
        {
            each.requires_grad_(true);
        }
    }

    public IReadOnlyList<Tensor> Gradients => gradients;

    public double Compute(Tensor a, Tensor b, Tensor c, PhaseClock? clock = null)
    {
        Dispose();
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor loss = CrossEntropy.PerMember(network.Bind(parameters)(a, b), c);                  // (1)
        clock?.Lap("forward");
        gradients = [.. torch.autograd.grad([loss.sum()], [.. parameters]).Select(each => each.contiguous().DetachFromDisposeScope())];
        double result = loss.detach().item<float>();
        clock?.Lap("backward");
        return result;
    }

    public void Dispose()
    {
        foreach (Tensor each in gradients)
        {
            each.Dispose();
        }

        gradients = [];
    }
}

/// <summary>Of a transformer, written out (<see cref="TransformerPass"/>).</summary>
internal sealed class TransformerLossGradient : ILossGradient
{
    private readonly int modulus;
    private readonly int heads;
    private readonly TransformerParameters parameters;
    private readonly TransformerParameters named;

    public TransformerLossGradient(Transformer network, IReadOnlyList<Tensor> parameters)
    {
        (modulus, heads) = (network.Modulus, network.Shape.Heads);
        using DisposeScope scope = torch.NewDisposeScope();
        Gradients = [.. parameters.Select(each => torch.zeros_like(each).DetachFromDisposeScope())];
        this.parameters = new TransformerParameters(parameters, network.Shape.Layers).Kept();
        named = new TransformerParameters(Gradients, network.Shape.Layers).Kept();
    }

    public IReadOnlyList<Tensor> Gradients { get; }

    public double Compute(Tensor a, Tensor b, Tensor c, PhaseClock? clock = null)
    {
        using var none = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        TransformerPass pass = new(parameters, modulus, heads);
        Matrix logits = pass.Forward(Numbers(a), Numbers(b));
        double loss = SoftmaxLoss.Apply(logits, parameters.Output.Bias.Values, Numbers(c));
        clock?.Lap("forward");
        pass.Backward(logits, named);
        clock?.Lap("backward");
        return loss;
    }

    public void Dispose()
    {
        parameters.Dispose();
        named.Dispose();
        foreach (Tensor each in Gradients)
        {
            each.Dispose();
        }
    }

    private static ReadOnlySpan<long> Numbers(Tensor operands) => MemoryMarshal.Cast<byte, long>(operands.bytes);
}
