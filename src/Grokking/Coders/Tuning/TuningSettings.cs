namespace Grokking.Coders.Tuning;

/// <summary>How the search goes. The defaults were found on one seed's checkpoints (docs/coders.md) and are no one's to choose: they are here so that tests can be quick.</summary>
internal sealed record TuningSettings
{
    /// <summary>Updates in the largest ball.</summary>
    public int Updates { get; init; } = 1500;

    /// <summary>Updates in each ball that does not hold <see cref="Loss"/>.</summary>
    public int LaterUpdates { get; init; } = 200;

    /// <summary>The loss at which a network is likely to have the smallest bound, nats: fewer bits against a few errors.</summary>
    public double Loss { get; init; } = 0.4;

    /// <summary>Changes that are tried on the best network of a ball when the updates are done.</summary>
    public int Changes { get; init; } = 1500;

    /// <summary>Directions that it begins with, at most.</summary>
    public int Directions { get; init; } = 64;

    /// <summary>Neurons that it begins with, at most.</summary>
    public int Neurons { get; init; } = 256;

    /// <summary>The largest value of a block in bins at the beginning.</summary>
    public double LargestInBins { get; init; } = 3;

    /// <summary>Of Adam, in bins.</summary>
    public float LearningRate { get; init; } = 0.04f;

    /// <summary>What a bit weighs against a nat of loss at the beginning.</summary>
    public double Lambda { get; init; } = 3e-5;

    /// <summary>The same for each ball that does not hold <see cref="Loss"/>.</summary>
    public int LaterChanges { get; init; } = 500;

    /// <summary>How often training and changes follow on each other once more.</summary>
    public int Rounds { get; init; } = 6;

    /// <summary>Updates of such a round.</summary>
    public int UpdatesOfRounds { get; init; } = 200;

    /// <summary>λ at the beginning of a round.</summary>
    public double LambdaOfRounds { get; init; } = 3e-3;
}
