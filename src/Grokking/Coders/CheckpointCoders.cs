using Grokking.Coders.Gauge;
using Grokking.Coders.Tensors;
using Grokking.Runs;

namespace Grokking.Coders;

/// <summary>The coders by kind.</summary>
public static class CheckpointCoders
{
    /// <summary>The coder of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="CoderKind.Bzip2"/>, which <see cref="Compression.CheckpointMeasurer"/> is.</exception>
    public static ICheckpointCoder Create(CoderKind kind) => kind switch
    {
        CoderKind.Tensor => new TensorCoder(),
        CoderKind.Gauge or CoderKind.Fourier => new GaugeCoder(kind),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such coder."),
    };

    /// <summary>Codes a checkpoint with several coders, which share what they can: each falls back on the one before where that is shorter.</summary>
    /// <param name="kinds">Any but <see cref="CoderKind.Bzip2"/>.</param>
    /// <param name="input">The checkpoint.</param>
    /// <param name="cancellation">Observed between candidates.</param>
    /// <returns>Of each coder, in order, one for each ε, in order.</returns>
    /// <inheritdoc cref="ICheckpointCoder.Code" path="/exception"/>
    public static IReadOnlyList<IReadOnlyList<CodedNetwork>> Code(IReadOnlyList<CoderKind> kinds, CheckpointToCode input, CancellationToken cancellation = default)
    {
        CodedBefore before = new();
        return [.. kinds.Select(kind => before.Of(kind, input, cancellation))];
    }
}
