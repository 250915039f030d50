using Grokking.Compression;
using Grokking.Model;
using Grokking.Tasks;

namespace Grokking.Coders;

/// <summary>A checkpoint and what judges its codes.</summary>
public sealed record CheckpointToCode
{
    /// <summary>θ, finite.</summary>
    public required Weights Weights { get; init; }

    /// <summary>Scores weights of <see cref="Weights"/>'s layout; the whole training split decides.</summary>
    public required IWeightScorer Scorer { get; init; }

    /// <summary>The bounds ε, nats, each positive; in any order.</summary>
    public required IReadOnlyList<double> Epsilons { get; init; }

    /// <summary>What the network is, if it is one of ours; null for tensors of which nobody knows what they do. The layout is then that of <see cref="Networks.Create"/>.</summary>
    public NetworkToCode? Network { get; init; }

    /// <summary>Draws the probes of sensitivities.</summary>
    public ulong Seed { get; init; }
}

/// <summary>A network of ours and its equations.</summary>
/// <param name="Architecture">Its shape.</param>
/// <param name="Modulus">p.</param>
/// <param name="Train">The training equations, not empty.</param>
/// <param name="Test">The other equations, not empty.</param>
public sealed record NetworkToCode(Architecture Architecture, int Modulus, IReadOnlyList<Equation> Train, IReadOnlyList<Equation> Test);
