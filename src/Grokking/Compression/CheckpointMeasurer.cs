using Grokking.Model;
using Grokking.Runs;
using Grokking.Theory;
using Grokking.Timing;

namespace Grokking.Compression;

/// <summary>A measurement and what it says the length of.</summary>
/// <param name="Measurement">The figures.</param>
/// <param name="Containers">For each ε of the measurement, in order, the coded network: <see cref="EpsilonMeasurement.Bytes"/> bytes that decode to θ̂.</param>
/// <param name="Evaluations">How many coarse-grainings (τ, Δ) were evaluated, all ε together.</param>
public sealed record MeasuredNetworks(Measurement Measurement, IReadOnlyList<byte[]> Containers, int Evaluations);

/// <summary>Measures one checkpoint: everything that the paper's figures draw of a network at one moment.</summary>
/// <remarks>Single-threaded, without clock or generator: equal weights, settings and seeds give equal measurements.</remarks>
/// <param name="coder">Turns networks into bytes; <see cref="Bzip2Coder"/> is the published one.</param>
public sealed class CheckpointMeasurer(ICoder coder)
{
    /// <summary>Told where the time goes, if set: "decompose", "estimate sizes", "quantise", "screen", "loss", "compress", "decode", "search" and "test split".</summary>
    public PhaseClock? Clock { get; init; }

    /// <summary>Coarse-grains and scores θ.</summary>
    /// <param name="weights">θ, finite.</param>
    /// <param name="epoch">Epochs trained.</param>
    /// <param name="scorer">Scores weights of this run.</param>
    /// <param name="settings">The bounds ε and the budget of Algorithm 1.</param>
    /// <param name="seed">Draws the points that Algorithm 1 begins with.</param>
    /// <param name="cancellation">Observed between batches and containers.</param>
    /// <exception cref="ArgumentException">A weight is infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The measuring was cancelled.</exception>
    public Measurement Measure(Weights weights, int epoch, IWeightScorer scorer, MeasureSettings settings, ulong seed, CancellationToken cancellation = default) =>
        MeasureAndKeep(weights, epoch, scorer, settings, seed, cancellation).Measurement;

    /// <summary>Coarse-grains and scores θ, and gives the coded networks too.</summary>
    /// <inheritdoc cref="Measure"/>
    public MeasuredNetworks MeasureAndKeep(Weights weights, int epoch, IWeightScorer scorer, MeasureSettings settings, ulong seed, CancellationToken cancellation = default)
    {
        Clock?.Start();
        LowRank lowRank = LowRank.Of(weights);
        Clock?.Lap("decompose");
        SizeModel sizes = new(new EntropySurface(weights, lowRank, cancellation));
        Clock?.Lap("estimate sizes");
        CandidatePool pool = new(weights, lowRank, scorer, coder, sizes, cancellation, Clock);
        QuantizationSearch.Screen(pool, sizes, settings.Epsilons);
        CoarseGraining.Run(pool, sizes, settings.Epsilons, settings.Evaluations, seed);
        IReadOnlyList<Candidate> quantized = QuantizationSearch.Smallest(pool, settings.Epsilons);

        // Algorithm 2's bins are candidates of Algorithm 1 like any others, and some have been coded since.
        IReadOnlyList<Candidate> smallest = pool.SmallestConfirmed(settings.Epsilons);

        // The test split is several times the training split: each distinct winner once, and all together.
        Clock?.Lap("search");
        Candidate[] distinct = [.. smallest.Append(pool.Naive).Distinct()];
        IReadOnlyList<Score> test = scorer.ScoreTest([.. distinct.Select(candidate => candidate.Decoded!)]);
        Clock?.Lap("test split");
        Score TestOf(Candidate candidate) => test[Array.IndexOf(distinct, candidate)];

        EpsilonMeasurement[] epsilons = [.. settings.Epsilons.Select((epsilon, i) => Describe(pool, epsilon, smallest[i], TestOf(smallest[i]), quantized[i], scorer.TrainCount))];
        Measurement measurement = new(
            epoch,
            pool.Train,
            TestOf(pool.Naive),
            EffectiveRank.Mean(lowRank.Spectra.OfType<MatrixSpectrum>().Select(spectrum => spectrum.SingularValues)),
            pool.Bytes(pool.Naive),
            DescriptionLength.BestEpsilon(epsilons.Select(each => (each.Epsilon, each.DescriptionLengthBits))),
            epsilons);
        return new MeasuredNetworks(measurement, [.. smallest.Select(candidate => candidate.Container!)], pool.Candidates.Count);
    }

    private static EpsilonMeasurement Describe(CandidatePool pool, double epsilon, Candidate smallest, Score test, Candidate quantized, int trainCount)
    {
        long bytes = pool.Bytes(smallest);
        return new EpsilonMeasurement(
            epsilon,
            bytes,
            smallest.Tau,
            smallest.Delta,
            smallest.Distortion,
            smallest.Train!.Value,
            test,
            pool.Bytes(quantized),
            quantized.Delta,
            GeneralizationBound.Of(8.0 * bytes, 1 - smallest.Train!.Value.Accuracy, trainCount),
            DescriptionLength.Bits(bytes, smallest.Train!.Value.Loss, trainCount));
    }
}
