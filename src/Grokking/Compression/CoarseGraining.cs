using Grokking.Optimization;

namespace Grokking.Compression;

/// <summary>
/// Algorithm 1, complexity by low-rank approximation and quantisation: Bayesian optimisation of (τ, Δ), for all ε at once from one pool of evaluations.
/// <code>
/// 1. the trivial network (τ = 0, Δ = 1), whose container is little more than a header: an ε that it meets is settled
///    the authors' two probes, and a map: bin sizes at thresholds all over and just above each jump of the ranks
/// 2. size: the entropy estimate, corrected by what was coded; ln distortion on a sample: a Gaussian process
/// 3. propose a batch by constrained expected improvement for each ε in turn, screen it, and again,
///    until the budget is spent or no ε can expect to gain
/// 4. for each ε, score and code the candidates that can still be its smallest; decode the winners
/// </code>
/// </summary>
public static class CoarseGraining
{
    // What the map may take of the evaluations; it takes some 80 where there are enough.
    private const double MappedPart = 0.7;

    // Levels of the map's bin sizes from large to small, in the order in which they are looked at: a map cut short is coarse and not one-sided.
    private static readonly int[] MapLevels = [2, 1, 3, 0, 4];
    private const double MapFrom = 0.3;
    private const int ProposedTogether = 8;

    // Beyond this factor past the outermost bounds a distortion tells nothing more about where a bound is crossed, and would bend the model.
    private const double InformativeFactor = 16;

    // An incumbent whose size is known no better than this (standard deviation of its logarithm) is coded before it steers the search.
    private const double SizeDoubt = 0.02;

    /// <summary>The two (τ, Δ) that the authors' code evaluates first.</summary>
    public static IReadOnlyList<(double Tau, double Delta)> Probes { get; } = [(1, SearchSpace.Delta(0)), (0.98, SearchSpace.Delta(0.1))];

    /// <summary>The coarsest network: rank 1 and the largest bin.</summary>
    public static (double Tau, double Delta) Trivial { get; } = (0, 1);

    /// <summary>Fills the pool and finds the smallest description for each ε.</summary>
    /// <param name="pool">Takes the candidates up; may hold some already.</param>
    /// <param name="sizes">The pool's size model.</param>
    /// <param name="epsilons">Distortion bounds ε, nats.</param>
    /// <param name="evaluations">Most networks to score beyond those that the pool holds.</param>
    /// <param name="seed">Draws the points; equal seeds give equal results.</param>
    /// <returns>One candidate per ε, in order; a larger ε never has a larger container.</returns>
    public static IReadOnlyList<Candidate> Run(CandidatePool pool, SizeModel sizes, IReadOnlyList<double> epsilons, int evaluations, ulong seed)
    {
        int left = evaluations - pool.Evaluate([Trivial]);
        double[] open = [.. epsilons.Where(epsilon => !pool.Candidates.Any(candidate => (candidate.Tau, candidate.Delta) == Trivial && pool.Meets(candidate, epsilon)))];
        if (open.Length == 0)
        {
            return pool.SmallestConfirmed(epsilons);
        }

        left -= pool.Evaluate(((IEnumerable<(double, double)>)[.. Probes, .. Map(pool.Jumps)]).Take((int)(left * MappedPart)));

        ConstrainedSearch search = new(sizes.LogBytes, [.. open.Select(epsilon => Math.Log(epsilon))], Halton.Hash(seed + 1));
        double fallback = pool.LogBytes(pool.Naive).Mean;
        while (left > 0)
        {
            CodeDoubtfulIncumbents(pool, open);
            IReadOnlyList<UnitPoint> proposed = search.Propose(Observations(pool, open), fallback, Math.Min(left, ProposedTogether));
            int evaluated = pool.Evaluate(proposed.Select(point => TauDelta(point)));
            if (evaluated == 0)
            {
                break;
            }

            left -= evaluated;
        }

        return pool.SmallestConfirmed(epsilons);
    }

    // Bin sizes at thresholds all over and just above each jump; neighbours' bins lie between one another's.
    private static IEnumerable<(double Tau, double Delta)> Map(IReadOnlyList<double> jumps)
    {
        List<double> taus = [1];
        foreach (double tau in jumps.Select(jump => jump + 1e-9).Concat(Enumerable.Range(0, 8).Select(i => 0.95 - (i / 10.0))))
        {
            if (taus.All(each => Math.Abs(each - tau) > 0.01))
            {
                taus.Add(tau);
            }
        }

        taus.Sort((a, b) => b.CompareTo(a));
        foreach (int level in MapLevels)
        {
            for (int i = 0; i < taus.Count; i++)
            {
                double x = (level + (i % 2 == 0 ? 0.25 : 0.75)) / MapLevels.Length;
                yield return (taus[i], SearchSpace.Delta(MapFrom + ((1 - MapFrom) * (1 - x))));
            }
        }
    }

    private static (double Tau, double Delta) TauDelta(UnitPoint point) => (point.Y, SearchSpace.Delta(point.X));

    private static void CodeDoubtfulIncumbents(CandidatePool pool, IReadOnlyList<double> epsilons)
    {
        foreach (double epsilon in epsilons)
        {
            if (pool.Incumbent(epsilon) is { } incumbent && pool.LogBytes(incumbent).StandardDeviation > SizeDoubt)
            {
                pool.Bytes(incumbent);
            }
        }
    }

    private static List<Observation> Observations(CandidatePool pool, IReadOnlyList<double> epsilons)
    {
        double least = epsilons.Min() / InformativeFactor;
        double most = epsilons.Max() * InformativeFactor;
        return [.. pool.Candidates.Select(candidate => new Observation(
            candidate.Point,
            pool.LogBytes(candidate).Mean,
            Math.Log(double.IsNaN(candidate.Known) ? most : Math.Clamp(candidate.Known, least, most))))];
    }
}
