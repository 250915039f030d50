using Grokking.Model;

namespace Grokking.Compression;

/// <summary>Scores candidate weights of one run: the loss function that induces the coarse-graining (paper, section 3).</summary>
public interface IWeightScorer
{
    /// <summary>Number n of training equations.</summary>
    int TrainCount { get; }

    /// <summary>Scores candidates on the whole training split, without noise: a mini-batch would make ε depend on shuffling.</summary>
    /// <param name="candidates">Weights of equal layout, scored together as the members of one ensemble.</param>
    /// <returns>One score per candidate, in order.</returns>
    IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates);

    /// <summary>How many training equations <see cref="ScoreSample"/> takes; all of them where a part would say too little.</summary>
    int SampleCount => TrainCount;

    /// <summary>Scores candidates on a fixed part of the training split: what a search looks at before it knows where to look closely.</summary>
    /// <inheritdoc cref="ScoreTrain"/>
    IReadOnlyList<Score> ScoreSample(IReadOnlyList<Weights> candidates) => ScoreTrain(candidates);

    /// <summary>Whether scores are computed elsewhere while the caller goes on.</summary>
    bool IsAside => false;

    /// <summary>Begins what <see cref="ScoreSample"/> does; where scores are not computed aside it is done at once.</summary>
    /// <inheritdoc cref="ScoreTrain"/>
    Task<IReadOnlyList<Score>> BeginSample(IReadOnlyList<Weights> candidates) => Task.FromResult(ScoreSample(candidates));

    /// <summary>Begins what <see cref="ScoreTrain"/> does; where scores are not computed aside it is done at once.</summary>
    /// <inheritdoc cref="ScoreTrain"/>
    Task<IReadOnlyList<Score>> BeginTrain(IReadOnlyList<Weights> candidates) => Task.FromResult(ScoreTrain(candidates));

    /// <summary>Scores candidates on the test split.</summary>
    /// <inheritdoc cref="ScoreTrain"/>
    IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates);
}
