using Grokking.Compression;
using Grokking.Model;
using Grokking.Optimization;

namespace Grokking.Plain;

/// <summary>
/// Algorithm 1 as the paper prints it and the authors run it, with nothing shared: one ε at a time, a decomposition of every matrix for each evaluation, every feasible candidate compressed,
/// infeasible ones scored −3·10⁵, two probes, ten random points and fifty proposed by expected improvement under a Gaussian process of the score. What tests and
/// <c>grok bench coarse-graining</c> hold <see cref="CoarseGraining"/> to.
/// </summary>
public static class PlainCoarseGraining
{
    private const int RandomPoints = 10;
    private const int ProposedPoints = 50;
    private const int ScatteredPoints = 1000;
    private const double Infeasible = 3e5; // a size to be minimised, so the sign is turned

    /// <summary>The smallest container found for one bound.</summary>
    /// <param name="weights">θ.</param>
    /// <param name="scorer">Scores one network at a time.</param>
    /// <param name="epsilon">ε, nats.</param>
    /// <param name="seed">Draws the points.</param>
    /// <returns>Bytes; of the unchanged weights if nothing else meets the bound.</returns>
    public static long SmallestBytes(Weights weights, IWeightScorer scorer, double epsilon, ulong seed)
    {
        double loss = scorer.ScoreTrain([weights])[0].Loss;
        List<UnitPoint> points = [];
        List<double> scores = [];
        long best = new Bzip2Coder().Encode(CoarseNetwork.Unquantized(weights)).Length;

        void Evaluate(UnitPoint point)
        {
            LowRank lowRank = LowRank.Of(weights);
            CoarseNetwork coarse = CoarseNetwork.Of(weights, lowRank, lowRank.Ranks(point.Y), SearchSpace.Delta(point.X));
            double size = Infeasible;
            if (Math.Abs(scorer.ScoreTrain([coarse.ToWeights()])[0].Loss - loss) < epsilon)
            {
                long bytes = new Bzip2Coder().Encode(coarse).Length;
                best = Math.Min(best, bytes);
                size = bytes;
            }

            points.Add(point);
            scores.Add(size);
        }

        Evaluate(new UnitPoint(0, 1));
        Evaluate(new UnitPoint(0.1, 0.98));
        for (int i = 0; i < RandomPoints; i++)
        {
            Evaluate(Halton.Point(seed, i));
        }

        Matern52 kernel = KernelSearch.Start;
        for (int i = 0; i < ProposedPoints; i++)
        {
            (GaussianProcess process, kernel) = KernelSearch.Fit(points, scores, kernel);
            double smallest = scores.Min();
            Evaluate(Enumerable.Range(0, ScatteredPoints).Select(k => Halton.Point(Halton.Hash(seed), (i * ScatteredPoints) + k))
                .MaxBy(point => ExpectedImprovement.Of(process.Predict(point), smallest)));
        }

        return best;
    }
}
