using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>Finds out before anything is computed whether a store can be used: a wrong bucket or a directory that cannot be written would otherwise stop a sweep in its midst.</summary>
internal static class CheckpointProbe
{
    private static ReadOnlySpan<byte> Content => "A silo tries whether it can write here.\n"u8;

    /// <summary>Asks for a file that is not there, writes it, reads it back and deletes it.</summary>
    /// <exception cref="CheckpointStoreException">One of these failed.</exception>
    public static async Task RunAsync(CheckpointLocation location, ICheckpointStore store, CancellationToken cancellation)
    {
        string key = $"probe-{Guid.NewGuid():N}";
        byte[] written = Content.ToArray();

        // Where listing is not allowed, S3 answers that access is denied instead of that the key is missing.
        await store.Read(key, cancellation);
        await store.Write(key, written, cancellation);
        byte[]? read = await store.Read(key, cancellation);
        await store.Delete(key, cancellation);
        if (read is null || !read.AsSpan().SequenceEqual(written))
        {
            throw new CheckpointStoreException($"The checkpoint store {location} gave back other bytes than were written; see whether it is what it is taken for (--checkpoints).", null);
        }
    }
}
