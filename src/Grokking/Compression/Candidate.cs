using Grokking.Model;
using Grokking.Optimization;

namespace Grokking.Compression;

/// <summary>One coarse-graining (τ, Δ) of a checkpoint whose loss is known.</summary>
public sealed class Candidate
{
    internal Candidate(double tau, double delta, int[] ranks, Score train, double distortion) =>
        (Tau, Delta, Ranks, Train, Distortion, Point) = (tau, delta, ranks, train, distortion, delta > 0 ? SearchSpace.Point(tau, delta) : default);

    /// <summary>Spectral threshold τ.</summary>
    public double Tau { get; }

    /// <summary>Bin size Δ; 0 for the unquantised weights.</summary>
    public double Delta { get; }

    /// <summary>The rank each parameter is stored with, 0 for as it is.</summary>
    public IReadOnlyList<int> Ranks { get; }

    /// <summary>Where it lies in the <see cref="SearchSpace"/>; of no meaning for the unquantised weights.</summary>
    public UnitPoint Point { get; }

    /// <summary>θ̂ on the training split.</summary>
    public Score Train { get; private set; }

    /// <summary>|L(θ̂) − L(θ)|, nats (Eqn 6); not a number if θ̂ has no loss.</summary>
    public double Distortion { get; private set; }

    /// <summary>The complete container, once it has been coded.</summary>
    public byte[]? Container { get; internal set; }

    /// <summary>θ̂ as decoded from the container alone, once that was checked.</summary>
    public Weights? Decoded { get; private set; }

    /// <summary>Whether θ̂ meets a distortion bound: |L(θ̂) − L(θ)| &lt; ε (Eqn 7). One that has no loss meets none.</summary>
    public bool Meets(double epsilon) => Distortion < epsilon;

    /// <summary>Whether another (τ, Δ) gives the same network: the threshold acts through the ranks alone.</summary>
    internal bool IsSameNetwork(int[] ranks, double delta) => Delta == delta && Ranks.SequenceEqual(ranks);

    internal void Confirm(Weights decoded, Score train, double distortion) => (Decoded, Train, Distortion) = (decoded, train, distortion);
}
