namespace Grokking.Optimization;

/// <summary>An evaluated point.</summary>
/// <param name="Point">x.</param>
/// <param name="Objective">f(x), or the best estimate of it.</param>
/// <param name="Constraint">g(x).</param>
public readonly record struct Observation(UnitPoint Point, double Objective, double Constraint);

/// <summary>
/// Proposes where to look next for min f(x) subject to g(x) &lt; t, for several thresholds t at once, on the unit square: one set of evaluations serves every threshold.
/// <code>
/// 1. fit a Gaussian process to g; f has a model of its own (an estimate that costs nothing)
/// 2. scatter points over the square, and close around the best feasible point of each threshold
/// 3. shortlist those with the largest constrained expected improvement for each threshold
/// 4. take the best for each threshold in turn; after each choice believe the predictions there (kriging believer,
///    Ginsbourger, Le Riche and Carraro 2010), so that the next choice looks elsewhere
/// 5. propose nothing when no threshold can expect to gain <see cref="WorthwhileGain"/>
/// </code>
/// </summary>
/// <remarks>Turns, and not the gain summed over thresholds: with few evaluations that spends most of them on long shots (measured sizes were some 15 % larger).</remarks>
/// <param name="objective">What is believed of f at a point.</param>
/// <param name="thresholds">All t.</param>
/// <param name="seed">Draws the scattered points.</param>
public sealed class ConstrainedSearch(Func<UnitPoint, Gaussian> objective, IReadOnlyList<double> thresholds, ulong seed)
{
    private const int ScatteredPoints = 384;
    private const int NearbyPoints = 40;
    private const double NearbyRadius = 0.08;

    // Where f falls off a cliff, as sizes do towards trivial networks, no gain beyond this counts: long shots of large gain and small chance would take every turn.
    private const double MostGain = 0.1;
    private const int ShortlistPerThreshold = 16;

    // A kernel is searched for anew when there is half as much again to learn it from.
    private const double RefitGrowth = 1.5;

    private Matern52 kernel = KernelSearch.Start;
    private int fittedTo;
    private int scattered;
    private int turn;

    /// <summary>Expected improvement of f that is still worth an evaluation.</summary>
    public double WorthwhileGain { get; init; } = 1e-3;

    /// <summary>Proposes up to <paramref name="count"/> points to be evaluated together.</summary>
    /// <param name="observations">Everything evaluated so far, at least one.</param>
    /// <param name="fallback">The value of f that can be had without looking: what counts as best while nothing is feasible.</param>
    /// <param name="count">Most points to propose.</param>
    /// <returns>Distinct points; none if no threshold can expect to gain.</returns>
    public IReadOnlyList<UnitPoint> Propose(IReadOnlyList<Observation> observations, double fallback, int count)
    {
        GaussianProcess constraint = Fit(observations);
        double[] best = [.. thresholds.Select(t => observations.Where(each => each.Constraint < t).Select(each => each.Objective).Append(fallback).Min())];
        List<Choice> choices = Shortlist(observations, constraint, best);

        List<UnitPoint> proposed = [];
        for (int inVain = 0; proposed.Count < count && inVain < thresholds.Count; turn = (turn + 1) % thresholds.Count)
        {
            int mine = turn;
            if (choices.MaxBy(choice => choice.Gain(best[mine], thresholds[mine])) is not { } chosen || chosen.Gain(best[mine], thresholds[mine]) < WorthwhileGain)
            {
                inVain++;
                continue;
            }

            inVain = 0;
            proposed.Add(chosen.Point);
            constraint = constraint.With(chosen.Point, chosen.Constraint.Mean);
            for (int i = 0; i < best.Length; i++)
            {
                best[i] = chosen.Constraint.Mean < thresholds[i] ? Math.Min(best[i], chosen.Objective.Mean) : best[i];
            }

            choices = [.. choices.Where(choice => choice.Point != chosen.Point).Select(choice => choice with { Constraint = constraint.Predict(choice.Point) })];
        }

        return proposed;
    }

    private GaussianProcess Fit(IReadOnlyList<Observation> observations)
    {
        UnitPoint[] points = [.. observations.Select(each => each.Point)];
        double[] values = [.. observations.Select(each => each.Constraint)];
        if (observations.Count < RefitGrowth * fittedTo)
        {
            return KernelSearch.Condition(points, values, kernel);
        }

        fittedTo = observations.Count;
        (GaussianProcess process, kernel) = KernelSearch.Fit(points, values, kernel);
        return process;
    }

    private List<Choice> Shortlist(IReadOnlyList<Observation> observations, GaussianProcess constraint, double[] best)
    {
        double worst = best.Max();
        List<Choice> all = [];
        foreach (UnitPoint point in Scatter(observations))
        {
            // Where f cannot improve on any threshold there is no need to predict g.
            Gaussian f = objective(point);
            if (ExpectedImprovement.Of(f, worst) >= WorthwhileGain)
            {
                all.Add(new Choice(point, f, constraint.Predict(point)));
            }
        }

        return [.. Enumerable.Range(0, best.Length)
            .SelectMany(i => all.OrderByDescending(choice => choice.Gain(best[i], thresholds[i])).Take(ShortlistPerThreshold))
            .Distinct()];
    }

    private IEnumerable<UnitPoint> Scatter(IReadOnlyList<Observation> observations)
    {
        for (int i = 0; i < ScatteredPoints; i++)
        {
            yield return Halton.Point(seed, scattered++);
        }

        foreach (UnitPoint centre in thresholds.Select(t => observations.Where(each => each.Constraint < t).ToList()).Where(feasible => feasible.Count > 0)
            .Select(feasible => feasible.MinBy(each => each.Objective).Point).Distinct())
        {
            for (int i = 0; i < NearbyPoints; i++)
            {
                // The square of the offset's size crowds points towards the centre.
                UnitPoint offset = Halton.Point(seed + 2, scattered++);
                double radius = NearbyRadius * Math.Max(Math.Abs((2 * offset.X) - 1), Math.Abs((2 * offset.Y) - 1));
                yield return centre.Moved(radius * ((2 * offset.X) - 1), radius * ((2 * offset.Y) - 1));
            }
        }
    }

    private sealed record Choice(UnitPoint Point, Gaussian Objective, Gaussian Constraint)
    {
        public double Gain(double best, double threshold) =>
            Math.Min(ExpectedImprovement.Of(Objective, best), MostGain) * Constraint.ProbabilityBelow(threshold);
    }
}
