using Grokking.Model;
using Grokking.Optimization;
using Grokking.Timing;

namespace Grokking.Compression;

/// <summary>
/// Every coarse-graining evaluated for one checkpoint, shared by all ε and by both algorithms: a distortion, once known, serves every bound, and so does a size.
/// What a candidate costs is paid in steps, each only if the one before leaves it a chance:
/// <code>
/// 1. screened    its loss on a sample of the training split
/// 2. scored      its loss on the whole split, if its expected size may be the smallest for some ε
/// 3. coded       bzip2, if its size may still be the smallest for some ε that it meets
/// 4. confirmed   its bytes decoded, if it is the smallest
/// </code>
/// </summary>
public sealed class CandidatePool
{
    /// <summary>How many networks are built and scored together.</summary>
    public const int BatchSize = 8;

    // Of the candidates that may come to their turn; more are often scored for nothing.
    private const int ScoredAhead = 4;

    private readonly Weights weights;
    private readonly LowRank lowRank;
    private readonly IWeightScorer scorer;
    private readonly ICoder coder;
    private readonly SizeModel sizes;
    private readonly PhaseClock? clock;
    private readonly CancellationToken cancellation;
    private readonly Score sample; // θ
    private readonly List<Candidate> candidates = [];
    private readonly Dictionary<Candidate, (Task<IReadOnlyList<Score>> Scores, int Index)> ahead = new(ReferenceEqualityComparer.Instance);

    /// <summary>Scores θ itself and codes it as it is.</summary>
    /// <param name="weights">θ.</param>
    /// <param name="lowRank">Its spectra.</param>
    /// <param name="scorer">The loss that induces the coarse-graining.</param>
    /// <param name="coder">Turns candidates into bytes.</param>
    /// <param name="sizes">Estimates sizes before that.</param>
    /// <param name="cancellation">Observed between batches and containers.</param>
    /// <param name="clock">Told where the time goes: "quantise", "screen", "loss", "compress" and "decode"; what passes outside the pool is "search".</param>
    public CandidatePool(Weights weights, LowRank lowRank, IWeightScorer scorer, ICoder coder, SizeModel sizes, CancellationToken cancellation, PhaseClock? clock = null)
    {
        (this.weights, this.lowRank, this.scorer, this.coder, this.sizes, this.cancellation, this.clock) = (weights, lowRank, scorer, coder, sizes, cancellation, clock);
        cancellation.ThrowIfCancellationRequested();
        CoarseNetwork unchanged = CoarseNetwork.Unquantized(weights);
        Score train = scorer.ScoreTrain([weights])[0];
        sample = SampleIsWhole ? train : scorer.ScoreSample([weights])[0];
        clock?.Lap("loss");
        Naive = new Candidate(1, 0, [.. unchanged.Ranks], 0) { Container = coder.Encode(unchanged) };
        Naive.Confirm(weights, train, 0);
        clock?.Lap("compress");
    }

    /// <summary>θ itself, unquantised: what remains where nothing coarser meets a bound.</summary>
    public Candidate Naive { get; }

    /// <summary>θ on the training split.</summary>
    public Score Train => Naive.Train!.Value;

    /// <summary>All coarse-grainings evaluated so far, in order; <see cref="Naive"/> is not among them.</summary>
    public IReadOnlyList<Candidate> Candidates => candidates;

    /// <summary>The thresholds τ just above which another matrix is stored as it is and no longer by factors: there distortion and size jump.</summary>
    public IReadOnlyList<double> Jumps => lowRank.Jumps;

    /// <summary>How many containers have been coded, the naive one included.</summary>
    public int Coded => 1 + candidates.Count(candidate => candidate.Container is not null);

    private bool SampleIsWhole => scorer.SampleCount == scorer.TrainCount;

    /// <summary>Screens coarse-grainings in batches of <see cref="BatchSize"/>. Points whose network is known already are passed over.</summary>
    /// <returns>How many were new.</returns>
    public int Evaluate(IEnumerable<(double Tau, double Delta)> points)
    {
        List<(double Tau, double Delta, int[] Ranks)> fresh = [];
        foreach ((double tau, double delta) in points)
        {
            int[] ranks = lowRank.Ranks(tau);
            if (!candidates.Any(each => each.IsSameNetwork(ranks, delta)) && !fresh.Any(each => each.Delta == delta && each.Ranks.AsSpan().SequenceEqual(ranks)))
            {
                fresh.Add((tau, delta, ranks));
            }
        }

        // A scorer that computes aside scores a batch while the next one is built.
        ((double Tau, double Delta, int[] Ranks)[] Batch, Task<IReadOnlyList<Score>> Scores)? before = null;
        foreach ((double Tau, double Delta, int[] Ranks)[] batch in fresh.Chunk(BatchSize))
        {
            Task<IReadOnlyList<Score>> scores = scorer.BeginSample(Build(batch.Select(each => (each.Ranks, each.Delta))));
            clock?.Lap("screen");
            Add(before);
            before = (batch, scores);
        }

        Add(before);
        return fresh.Count;
    }

    private void Add(((double Tau, double Delta, int[] Ranks)[] Batch, Task<IReadOnlyList<Score>> Scores)? screened)
    {
        if (screened is not { } found)
        {
            return;
        }

        IReadOnlyList<Score> scores = found.Scores.GetAwaiter().GetResult();
        clock?.Lap("screen");
        foreach (((double tau, double delta, int[] ranks), Score score) in found.Batch.Zip(scores))
        {
            Candidate candidate = new(tau, delta, ranks, Math.Abs(score.Loss - sample.Loss));
            candidates.Add(candidate);
            if (SampleIsWhole)
            {
                candidate.Scored(score, DistortionOf(score));
            }
        }
    }

    /// <summary>Whether a candidate meets ε; scores it on the whole split if that is open.</summary>
    public bool Meets(Candidate candidate, double epsilon)
    {
        if (candidate.Train is null && candidate.MayMeet(epsilon))
        {
            Score score = ahead.Remove(candidate, out (Task<IReadOnlyList<Score>> Scores, int Index) begun)
                ? begun.Scores.GetAwaiter().GetResult()[begun.Index]
                : scorer.ScoreTrain(Build([([.. candidate.Ranks], candidate.Delta)]))[0];
            candidate.Scored(score, DistortionOf(score));
            clock?.Lap("loss");
        }

        return candidate.Meets(epsilon);
    }

    /// <summary>ln of a candidate's size: the real one if it has been coded, else what is believed of it.</summary>
    public Gaussian LogBytes(Candidate candidate) => candidate.Container is { } container ? new Gaussian(Math.Log(container.Length), 0) : sizes.LogBytes(candidate.Point);

    /// <summary>Length of a candidate's complete container, which is coded if it has not been yet.</summary>
    public long Bytes(Candidate candidate)
    {
        if (candidate.Container is null)
        {
            cancellation.ThrowIfCancellationRequested();
            clock?.Lap("search");
            candidate.Container = coder.Encode(CoarseNetwork.Of(weights, lowRank, [.. candidate.Ranks], candidate.Delta));
            clock?.Lap("compress");
            sizes.Observe(candidate.Point, candidate.Container.Length);
        }

        return candidate.Container.Length;
    }

    /// <summary>
    /// The candidate with the smallest expected size among those that meet ε; null if none does. One that only seemed to meet it would keep the search from what is
    /// larger but real, so the first of those screened is scored.
    /// </summary>
    public Candidate? Incumbent(double epsilon)
    {
        while (candidates.Where(candidate => candidate.Known < epsilon).MinBy(candidate => LogBytes(candidate).Mean) is { } first)
        {
            if (Meets(first, epsilon))
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>
    /// The candidate with the smallest container among those that meet ε. Goes from the smallest expected size on, and stops when none left could, by
    /// <see cref="SizeModel.LowerBound"/>, be smaller than the smallest known. Ask for small ε first: what is coded for one then counts for all larger ones, whose size cannot be larger.
    /// </summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="eligible">Which candidates to choose from; all if null. <see cref="Naive"/> always is.</param>
    public Candidate Smallest(double epsilon, Func<Candidate, bool>? eligible = null)
    {
        List<Candidate> open = [.. candidates.Where(candidate => candidate.MayMeet(epsilon) && (eligible is null || eligible(candidate)))];
        Candidate best = open.Where(candidate => candidate.Container is not null && Meets(candidate, epsilon)).Append(Naive).MinBy(Bytes)!;
        open.RemoveAll(candidate => candidate.Container is not null);
        while (open.Where(candidate => sizes.LowerBound(candidate.Point) < Math.Log(Bytes(best))).MinBy(candidate => sizes.LogBytes(candidate.Point).Mean) is { } next)
        {
            open.Remove(next);
            if (!Meets(next, epsilon))
            {
                continue;
            }

            ScoreAhead(open, epsilon);
            if (Bytes(next) < Bytes(best))
            {
                best = next;
            }
        }

        return best;
    }

    /// <summary>
    /// The smallest candidate of each ε, as <see cref="Smallest"/> finds it, after the check that its bytes hold such a network: every container chosen is decoded with nothing else known,
    /// and the loss of what comes out replaces the one that was measured before. Should that not meet the bound, the choice falls anew.
    /// </summary>
    /// <param name="epsilons">Distortion bounds ε, in any order.</param>
    /// <param name="eligible">Which candidates to choose from; all if null.</param>
    /// <returns>One candidate per ε, in order, each decoded. A larger ε never has a larger container.</returns>
    public IReadOnlyList<Candidate> SmallestConfirmed(IReadOnlyList<double> epsilons, Func<Candidate, bool>? eligible = null)
    {
        while (true)
        {
            Candidate[] chosen = new Candidate[epsilons.Count];
            foreach (int i in Enumerable.Range(0, chosen.Length).OrderBy(i => epsilons[i]))
            {
                chosen[i] = Smallest(epsilons[i], eligible);
            }

            Candidate[] unconfirmed = [.. chosen.Where(candidate => candidate.Decoded is null).Distinct()];
            if (unconfirmed.Length == 0)
            {
                return chosen;
            }

            Array.ForEach(unconfirmed, Confirm);
        }
    }

    // What will be asked for next is scored aside while this core compresses. It counts only when it is asked for, so that the choice is the same.
    private void ScoreAhead(IReadOnlyList<Candidate> open, double epsilon)
    {
        if (!scorer.IsAside)
        {
            return;
        }

        Candidate[] next = [.. open.Where(candidate => candidate.Train is null && candidate.MayMeet(epsilon) && !ahead.ContainsKey(candidate))
            .OrderBy(candidate => sizes.LogBytes(candidate.Point).Mean).Take(ScoredAhead)];
        if (next.Length > 0)
        {
            Task<IReadOnlyList<Score>> scores = scorer.BeginTrain(Build(next.Select(candidate => (candidate.Ranks.ToArray(), candidate.Delta))));
            foreach ((int index, Candidate candidate) in next.Index())
            {
                ahead.Add(candidate, (scores, index));
            }
        }
    }

    private void Confirm(Candidate candidate)
    {
        cancellation.ThrowIfCancellationRequested();
        clock?.Lap("search");
        Weights decoded = coder.Decode(candidate.Container!, weights.Layout).ToWeights();
        clock?.Lap("decode");

        // The same bits have the same loss.
        bool asScored = decoded.Values.AsSpan().SequenceEqual(Build([([.. candidate.Ranks], candidate.Delta)])[0].Values);
        Score score = asScored && candidate.Train is { } known ? known : scorer.ScoreTrain([decoded])[0];
        candidate.Confirm(decoded, score, DistortionOf(score));
        clock?.Lap("loss");
    }

    private Weights[] Build(IEnumerable<(int[] Ranks, double Delta)> points)
    {
        cancellation.ThrowIfCancellationRequested();
        clock?.Lap("search");
        Weights[] coarse = [.. points.Select(each => CoarseNetwork.Of(weights, lowRank, each.Ranks, each.Delta).ToWeights())];
        clock?.Lap("quantise");
        return coarse;
    }

    private double DistortionOf(Score train) => Math.Abs(train.Loss - Train.Loss);
}
