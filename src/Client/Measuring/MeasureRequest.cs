using Grokking.Runs;

namespace GrokCluster.Client.Measuring;

/// <summary>What <c>grok measure</c> was asked to do. What is text here is checked where its use is known, so that a fault says what is allowed there.</summary>
internal sealed record MeasureRequest
{
    /// <summary>The safetensors file, or a folder of matrices.</summary>
    public required string Path { get; init; }

    /// <summary>The ε and the budget of the search.</summary>
    public required MeasureSettings Settings { get; init; }

    /// <summary>What the file's names are to us.</summary>
    public required NameRules Names { get; init; }

    /// <summary><c>--task</c>.</summary>
    public string? Task { get; init; }

    /// <summary><c>--modulus</c>.</summary>
    public string? Modulus { get; init; }

    /// <summary><c>--train-fraction</c>.</summary>
    public string? TrainFraction { get; init; }

    /// <summary><c>--seed</c>.</summary>
    public string? Seed { get; init; }

    /// <summary><c>--train-indices</c>: a file.</summary>
    public string? TrainIndices { get; init; }

    /// <summary><c>--heads</c>.</summary>
    public string? Heads { get; init; }

    /// <summary><c>--loss-command</c>; null for a network of ours.</summary>
    public string? LossCommand { get; init; }

    /// <summary>How long the loss command may take for one answer.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Number n of training examples, for the bound and the description length of a network that is not ours.</summary>
    public int? TrainCount { get; init; }

    /// <summary>Whose container is written; null where several coders were named.</summary>
    public CoderKind? SavedCoder { get; init; } = CoderKind.Bzip2;

    /// <summary>Where the coarse-grained network is written; null for nowhere.</summary>
    public string? Save { get; init; }

    /// <summary>Which of the ε is written; null for the best one.</summary>
    public double? SavedEpsilon { get; init; }
}
