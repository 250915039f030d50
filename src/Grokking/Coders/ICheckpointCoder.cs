using Grokking.Runs;
namespace Grokking.Coders;

/// <summary>Codes one checkpoint for all ε together. Equal input and seed give equal bytes; single-threaded.</summary>
public interface ICheckpointCoder
{
    /// <summary>Which one.</summary>
    CoderKind Kind { get; }

    /// <summary>Finds a small container for each ε.</summary>
    /// <param name="input">The checkpoint.</param>
    /// <param name="cancellation">Observed between candidates.</param>
    /// <returns>One for each of the input's ε, in its order. A larger ε never has the longer container.</returns>
    /// <exception cref="ArgumentException">A weight is infinite or not a number, the weights have no loss, or there is no ε.</exception>
    /// <exception cref="OperationCanceledException">The coding was cancelled.</exception>
    IReadOnlyList<CodedNetwork> Code(CheckpointToCode input, CancellationToken cancellation = default);
}
