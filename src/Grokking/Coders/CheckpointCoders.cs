namespace Grokking.Coders;

/// <summary>The coders by kind.</summary>
public static class CheckpointCoders
{
    /// <summary>The coder of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="CoderKind.Bzip2"/>, which <see cref="Compression.CheckpointMeasurer"/> is.</exception>
    public static ICheckpointCoder Create(CoderKind kind) =>
        throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such coder.");
}
