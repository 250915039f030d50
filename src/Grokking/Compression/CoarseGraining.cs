using Grokking.Optimization;

namespace Grokking.Compression;

/// <summary>
/// Algorithm 1, complexity by low-rank approximation and quantisation: Bayesian optimisation of (τ, Δ), for all ε at once from one pool of evaluations.
/// <code>
/// 1. the trivial network (τ = 0, Δ = 1), whose container is little more than a header: an ε that it meets is settled
///    the authors' two probes and ten points that fill the square
/// 2. size: the entropy estimate, corrected by what was coded; ln distortion: a Gaussian process
/// 3. propose a batch by constrained expected improvement for each ε in turn, evaluate it, and again,
///    until the budget is spent or no ε can expect to gain
/// 4. for each ε, code the candidates that can still be its smallest; decode the winners and check their loss again
/// </code>
/// </summary>
public static class CoarseGraining
{
    private const int RandomPoints = 10;
    private const int ProposedTogether = 4;

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
        double[] open = [.. epsilons.Where(epsilon => !pool.Candidates.Any(candidate => (candidate.Tau, candidate.Delta) == Trivial && candidate.Meets(epsilon)))];
        if (open.Length == 0)
        {
            return pool.SmallestConfirmed(epsilons);
        }

        ulong scatterSeed = Halton.Hash(seed);
        IEnumerable<(double, double)> first = [.. Probes, .. Enumerable.Range(0, RandomPoints).Select(i => TauDelta(Halton.Point(scatterSeed, i)))];
        left -= pool.Evaluate(first.Take(left));

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

    private static (double Tau, double Delta) TauDelta(UnitPoint point) => (point.Y, SearchSpace.Delta(point.X));

    private static void CodeDoubtfulIncumbents(CandidatePool pool, IReadOnlyList<double> epsilons)
    {
        foreach (double epsilon in epsilons)
        {
            Candidate? incumbent = pool.Candidates.Where(candidate => candidate.Meets(epsilon)).MinBy(candidate => pool.LogBytes(candidate).Mean);
            if (incumbent is not null && pool.LogBytes(incumbent).StandardDeviation > SizeDoubt)
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
            Math.Log(double.IsNaN(candidate.Distortion) ? most : Math.Clamp(candidate.Distortion, least, most))))];
    }
}
