namespace Grokking.Compression;

/// <summary>
/// Algorithm 2, complexity by quantisation alone: all bin sizes from small to large, and the smallest container among those that meet ε. One pass serves all ε.
/// </summary>
/// <remarks>The paper does not say which bins; ours are 31, ten per decade from 10⁻³ to 1. They are the dense edge τ = 1 of Algorithm 1's square and are its first candidates.</remarks>
public static class QuantizationSearch
{
    private const int Bins = 31;

    /// <summary>The bin sizes Δ, ascending.</summary>
    public static IReadOnlyList<double> Deltas { get; } = [.. Enumerable.Range(0, Bins).Select(i => SearchSpace.Delta(i / (Bins - 1.0)))];

    /// <summary>Evaluates every bin size and finds the smallest description for each ε.</summary>
    /// <param name="pool">Takes the candidates up.</param>
    /// <param name="epsilons">Distortion bounds ε, nats.</param>
    /// <returns>One candidate per ε, in order; <see cref="CandidatePool.Naive"/> where no bin meets it.</returns>
    public static IReadOnlyList<Candidate> Run(CandidatePool pool, IReadOnlyList<double> epsilons)
    {
        pool.Evaluate(Deltas.Select(delta => (1.0, delta)));
        return pool.SmallestConfirmed(epsilons, candidate => candidate.Tau == 1 && Deltas.Contains(candidate.Delta));
    }
}
