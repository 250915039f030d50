using TorchSharp;

namespace Grokking.Model;

/// <summary>
/// A family of networks evaluated as an ensemble. Notation for tensor lines in this folder:
/// <code>
/// S members    B equations in the batch    p modulus    V = p + 2 tokens    T = 4 positions
/// D d_model    H heads    d = D / H        M d_mlp      R = 2p + 2 distinct (token, position) pairs
/// </code>
/// Dense kernels are (inputs, outputs), as in Flax: y = x W + b.
/// </summary>
public interface INetwork
{
    /// <summary>The tensors of one member.</summary>
    ParameterLayout Layout { get; }

    /// <summary>How the weights start.</summary>
    IReadOnlyList<Initializer> Initializers { get; }

    /// <summary>Computes what does not depend on the equations, once for any number of batches.</summary>
    /// <param name="parameters">The layout's tensors, each with the members on a leading axis: (S, …).</param>
    /// <returns>The network at these parameters; its tensors live as long as the caller's dispose scope.</returns>
    BoundNetwork Bind(IReadOnlyList<torch.Tensor> parameters);
}

/// <summary>A network at given parameters: logits at the last position, where the result is read.</summary>
/// <param name="a">Left operands (S, B), int64.</param>
/// <param name="b">Right operands (S, B), int64.</param>
/// <returns>(S, B, V).</returns>
public delegate torch.Tensor BoundNetwork(torch.Tensor a, torch.Tensor b);

/// <summary>The networks by architecture.</summary>
public static class Networks
{
    /// <summary>The network of an architecture for a task mod <paramref name="modulus"/>.</summary>
    public static INetwork Create(Architecture architecture, int modulus) => architecture.Kind switch
    {
        NetworkKind.Transformer => new Transformer(architecture, modulus),
        NetworkKind.Mlp => new MlpNetwork(architecture, modulus),
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture.Kind, "There is no such network."),
    };
}
