namespace Grokking.Optimization;

/// <summary>
/// Chooses a kernel by maximum a posteriori: the log marginal likelihood plus weak normal priors on the logarithms of ℓ, s² and σₙ², without which a handful of points is explained best by
/// no structure at all. Coordinate search with halving steps from a given start: deterministic, and a few milliseconds for 80 points.
/// </summary>
public static class KernelSearch
{
    private const int Rounds = 4;
    private const int LongestWalk = 4;
    private const double FirstStep = 0.8;

    private static readonly (double Centre, double Width)[] Priors = [(Math.Log(0.3), 0.7), (Math.Log(0.3), 0.7), (0, 1), (Math.Log(0.02), 1.5)];

    /// <summary>Where a search begins that knows nothing: for values of mean 0 and variance 1.</summary>
    public static Matern52 Start { get; } = new(0.3, 0.3, 1, 0.02);

    /// <summary>Fits a process to observations. Kernels are relative: y is scaled to mean 0 and variance 1 while searching.</summary>
    /// <param name="points">X, at least one.</param>
    /// <param name="values">y.</param>
    /// <param name="start">A kernel for scaled values: <see cref="Start"/>, or what the last fit of a growing set gave.</param>
    /// <returns>The process for the values as given, and its kernel for scaled values.</returns>
    public static (GaussianProcess Process, Matern52 Scaled) Fit(IReadOnlyList<UnitPoint> points, IReadOnlyList<double> values, Matern52 start)
    {
        (double mean, double scale) = MeanAndScale(values);
        double[] scaled = [.. values.Select(value => (value - mean) / scale)];

        double[] best = [Math.Log(start.LengthX), Math.Log(start.LengthY), Math.Log(start.SignalVariance), Math.Log(start.NoiseVariance)];
        double bestScore = Score(points, scaled, best);
        double step = FirstStep;
        for (int round = 0; round < Rounds; round++, step /= 2)
        {
            for (int i = 0; i < best.Length; i++)
            {
                // A coordinate that gains goes on in the same direction; one that does not is tried the other way.
                foreach (double move in (ReadOnlySpan<double>)[step, -step])
                {
                    bool gained = false;
                    for (int stride = 0; stride < LongestWalk; stride++)
                    {
                        double[] trial = [.. best];
                        trial[i] += move;
                        double score = Score(points, scaled, trial);
                        if (score <= bestScore)
                        {
                            break;
                        }

                        (best, bestScore, gained) = (trial, score, true);
                    }

                    if (gained)
                    {
                        break;
                    }
                }
            }
        }

        Matern52 found = Kernel(best);
        return (Condition(points, values, found), found);
    }

    /// <summary>The process for the values as given, of a kernel for scaled values that was found before.</summary>
    public static GaussianProcess Condition(IReadOnlyList<UnitPoint> points, IReadOnlyList<double> values, Matern52 scaled)
    {
        (double mean, double scale) = MeanAndScale(values);
        return new GaussianProcess(points, values, scaled with { SignalVariance = scaled.SignalVariance * scale * scale, NoiseVariance = scaled.NoiseVariance * scale * scale }, mean);
    }

    private static (double Mean, double Scale) MeanAndScale(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        double variance = values.Sum(value => (value - mean) * (value - mean)) / values.Count;
        return (mean, variance > 1e-12 ? Math.Sqrt(variance) : 1);
    }

    private static double Score(IReadOnlyList<UnitPoint> points, double[] values, double[] logs)
    {
        double prior = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            double z = (logs[i] - Priors[i].Centre) / Priors[i].Width;
            prior -= 0.5 * z * z;
        }

        return prior + new GaussianProcess(points, values, Kernel(logs), 0).LogMarginalLikelihood;
    }

    private static Matern52 Kernel(double[] logs) => new(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Max(Math.Exp(logs[3]), 1e-6));
}
