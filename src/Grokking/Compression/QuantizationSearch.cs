namespace Grokking.Compression;

/// <summary>
/// Algorithm 2, complexity by quantisation alone: bin sizes in turn, and the smallest container among those that meet ε. One pass serves all ε.
/// </summary>
/// <remarks>
/// The paper does not say which bins; ours are 31, ten per decade from 10⁻³ to 1. They are the dense edge τ = 1 of Algorithm 1's square and are its first candidates.
/// The paper goes from small to large; as the smallest container is what counts, we go from large to small and stop when every ε is met and no smaller bin can, by
/// <see cref="SizeModel.LowerBound"/>, give a smaller container.
/// </remarks>
public static class QuantizationSearch
{
    private const int Bins = 31;

    /// <summary>The bin sizes Δ, ascending.</summary>
    public static IReadOnlyList<double> Deltas { get; } = [.. Enumerable.Range(0, Bins).Select(i => SearchSpace.Delta(i / (Bins - 1.0)))];

    /// <summary>Evaluates bin sizes and finds the smallest description for each ε.</summary>
    /// <param name="pool">Takes the candidates up.</param>
    /// <param name="sizes">The pool's size model.</param>
    /// <param name="epsilons">Distortion bounds ε, nats.</param>
    /// <returns>One candidate per ε, in order; <see cref="CandidatePool.Naive"/> where no bin meets it.</returns>
    public static IReadOnlyList<Candidate> Run(CandidatePool pool, SizeModel sizes, IReadOnlyList<double> epsilons)
    {
        Screen(pool, sizes, epsilons);
        return Smallest(pool, epsilons);
    }

    /// <summary>Screens as many bin sizes, from large to small, as can matter for some ε.</summary>
    /// <inheritdoc cref="Run"/>
    public static void Screen(CandidatePool pool, SizeModel sizes, IReadOnlyList<double> epsilons)
    {
        int tried = 0;
        foreach (double[] bins in Deltas.Reverse().Chunk(CandidatePool.BatchSize))
        {
            pool.Evaluate(bins.Select(delta => (1.0, delta)));
            tried += bins.Length;
            double[] smaller = [.. Deltas.SkipLast(tried)];
            if (epsilons.All(epsilon => Expected(pool, epsilon) is { } expected && smaller.All(delta => sizes.LowerBound(SearchSpace.Point(1, delta)) > expected)))
            {
                break;
            }
        }
    }

    /// <summary>The smallest description for each ε among the bins that were screened.</summary>
    /// <inheritdoc cref="Run"/>
    public static IReadOnlyList<Candidate> Smallest(CandidatePool pool, IReadOnlyList<double> epsilons) => pool.SmallestConfirmed(epsilons, IsBin);

    // ln of the size that the best bin so far is expected to have; null where none meets ε.
    private static double? Expected(CandidatePool pool, double epsilon)
    {
        double[] met = [.. pool.Candidates.Where(candidate => IsBin(candidate) && candidate.MayMeet(epsilon)).Select(candidate => pool.LogBytes(candidate).Mean)];
        return met.Length == 0 ? null : met.Min();
    }

    private static bool IsBin(Candidate candidate) => candidate.Tau == 1 && Deltas.Contains(candidate.Delta);
}
