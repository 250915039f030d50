namespace GrokCluster.Grains.Checkpoints;

/// <summary>Keeps checkpoints and resume files, which are too large for grain state. All silos of a cluster see the same store.</summary>
public interface ICheckpointStore
{
    /// <summary>Stores a whole file or nothing; an existing one is replaced in one step.</summary>
    /// <param name="key">Segments of letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>@</c>, separated by <c>/</c>.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellation">Gives up.</param>
    Task Write(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Reads a file, or null where there is none.</summary>
    Task<byte[]?> Read(string key, CancellationToken cancellation = default);

    /// <summary>Removes a file, if it is there.</summary>
    Task Delete(string key, CancellationToken cancellation = default);
}

/// <summary>The keys of what is stored.</summary>
public static class CheckpointKeys
{
    /// <summary>The weights of a run at an epoch.</summary>
    public static string Checkpoint(string runId, int epoch) => $"runs/{runId}/{epoch}.safetensors";

    /// <summary>What a run needs to go on training.</summary>
    public static string Resume(string runId) => $"runs/{runId}/resume.safetensors";
}
