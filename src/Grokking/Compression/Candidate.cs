using Grokking.Model;
using Grokking.Optimization;

namespace Grokking.Compression;

/// <summary>One coarse-graining (τ, Δ) of a checkpoint: screened on a sample of the training split at first, and scored on all of it once it may matter.</summary>
public sealed class Candidate
{
    // The sample's distortion is off by some 4 % (one standard deviation, a quarter of 2,553 equations).
    private const double ScreeningSlack = 1.06;

    internal Candidate(double tau, double delta, int[] ranks, double screened) =>
        (Tau, Delta, Ranks, Screened, Point) = (tau, delta, ranks, screened, delta > 0 ? SearchSpace.Point(tau, delta) : default);

    /// <summary>Spectral threshold τ.</summary>
    public double Tau { get; }

    /// <summary>Bin size Δ; 0 for the unquantised weights.</summary>
    public double Delta { get; }

    /// <summary>The rank each parameter is stored with, 0 for as it is.</summary>
    public IReadOnlyList<int> Ranks { get; }

    /// <summary>Where it lies in the <see cref="SearchSpace"/>; of no meaning for the unquantised weights.</summary>
    public UnitPoint Point { get; }

    /// <summary>|L(θ̂) − L(θ)| on the sample, nats; not a number if θ̂ has no loss.</summary>
    public double Screened { get; }

    /// <summary>θ̂ on the training split, once it has been scored there.</summary>
    public Score? Train { get; private set; }

    /// <summary>|L(θ̂) − L(θ)|, nats (Eqn 6); not a number while θ̂ has not been scored, or if it has no loss.</summary>
    public double Distortion { get; private set; } = double.NaN;

    /// <summary>The best that is known of its distortion, nats.</summary>
    public double Known => Train is null ? Screened : Distortion;

    /// <summary>The complete container, once it has been coded.</summary>
    public byte[]? Container { get; internal set; }

    /// <summary>θ̂ as decoded from the container alone, once that was checked.</summary>
    public Weights? Decoded { get; private set; }

    /// <summary>Whether θ̂ is known to meet a distortion bound: |L(θ̂) − L(θ)| &lt; ε (Eqn 7). One that has no loss meets none.</summary>
    public bool Meets(double epsilon) => Distortion < epsilon;

    /// <summary>Whether θ̂ may meet a bound for all that is known.</summary>
    public bool MayMeet(double epsilon) => Train is null ? Screened < ScreeningSlack * epsilon : Meets(epsilon);

    /// <summary>Whether another (τ, Δ) gives the same network: the threshold acts through the ranks alone.</summary>
    internal bool IsSameNetwork(int[] ranks, double delta) => Delta == delta && Ranks.SequenceEqual(ranks);

    internal void Scored(Score train, double distortion) => (Train, Distortion) = (train, distortion);

    internal void Confirm(Weights decoded, Score train, double distortion) => (Decoded, Train, Distortion) = (decoded, train, distortion);
}
