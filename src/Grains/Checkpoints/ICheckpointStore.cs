namespace GrokCluster.Grains.Checkpoints;

/// <summary>
/// Keeps checkpoints and resume files, which are too large for grain state. All silos of a cluster see the same store.
/// <list type="bullet">
/// <item>A file is there whole or not at all: whoever reads while another writes, or after a writer was killed, gets the old file or the new one.</item>
/// <item>Once <see cref="Write"/> has returned, every silo reads the new file, and it is on the store's disk as far as the store can make sure of that.</item>
/// <item>A store keeps files and does not understand them. That one is undamaged and the one asked for, its reader finds out (<see cref="Grokking.Checkpoints.CheckpointFile"/>):
/// what is missing or refused is computed again.</item>
/// </list>
/// Files are a few megabytes at most and pass through memory in one piece. All members may be called at once from any thread.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>Stores a whole file or nothing; an existing one is replaced in one step.</summary>
    /// <param name="key">Segments of letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>@</c>, separated by <c>/</c>.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellation">Gives up; the file is then the old one or the new one.</param>
    /// <exception cref="CheckpointStoreException">The store cannot be written now; the old file is still there, or the new one is.</exception>
    /// <exception cref="ArgumentException">The key is none.</exception>
    Task Write(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Reads a file, or null where there is none.</summary>
    /// <exception cref="CheckpointStoreException">Whether the file is there cannot be told, or it cannot be read now.</exception>
    /// <exception cref="ArgumentException">The key is none.</exception>
    Task<byte[]?> Read(string key, CancellationToken cancellation = default);

    /// <summary>Removes a file, if it is there.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be changed now; the file may still be there.</exception>
    /// <exception cref="ArgumentException">The key is none.</exception>
    Task Delete(string key, CancellationToken cancellation = default);
}

/// <summary>The keys of what is stored.</summary>
public static class CheckpointKeys
{
    /// <summary>The weights of a run at an epoch.</summary>
    public static string Checkpoint(string runId, int epoch) => $"runs/{runId}/{epoch}.safetensors";

    /// <summary>What a run needs to go on training.</summary>
    public static string Resume(string runId) => $"runs/{runId}/resume.safetensors";

    /// <summary>Takes a key apart, for stores: none of its segments can lead out of the store or mean something to a file system.</summary>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static string[] Segments(string key)
    {
        string[] segments = key.Split('/');
        return segments.All(IsSegment) ? segments : throw new ArgumentException($"'{key}' is no key of a checkpoint.", nameof(key));
    }

    private static bool IsSegment(string text) =>
        text is not ("" or "." or "..") && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@');
}
