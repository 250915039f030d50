using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Tests.Compression;

/// <summary>One checkpoint with everything that a search needs.</summary>
internal sealed class Measuring
{
    public Measuring(Weights weights, IWeightScorer scorer, ICoder? coder = null, CancellationToken cancellation = default)
    {
        LowRank = LowRank.Of(weights);
        Sizes = new SizeModel(new EntropySurface(weights, LowRank));
        Pool = new CandidatePool(weights, LowRank, scorer, coder ?? new Bzip2Coder(), Sizes, cancellation);
    }

    public Measuring(ToyNetwork toy)
        : this(toy.Weights, toy)
    {
    }

    public LowRank LowRank { get; }

    public SizeModel Sizes { get; }

    public CandidatePool Pool { get; }
}

/// <summary>Gives every network but the first the same score.</summary>
internal sealed class ConstantScorer(double loss, double later) : IWeightScorer
{
    private bool asked;

    public int TrainCount => 100;

    public IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates)
    {
        Score[] scores = [.. candidates.Select((_, i) => new Score(asked || i > 0 ? later : loss, 0.5))];
        asked = true;
        return scores;
    }

    public IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates) => [.. candidates.Select(_ => new Score(later, 0.5))];
}
