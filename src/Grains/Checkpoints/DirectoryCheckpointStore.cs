namespace GrokCluster.Grains.Checkpoints;

/// <summary>A store in a directory: a laptop's disk, NFS, or a volume that all silos mount.</summary>
/// <param name="root">Created when first written to.</param>
public sealed class DirectoryCheckpointStore(string root) : ICheckpointStore
{
    /// <inheritdoc/>
    public async Task Write(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        string path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Written aside, flushed, then renamed over: a reader sees the old file or the new one, whatever stops this process.
        string partial = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (FileStream stream = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await stream.WriteAsync(content, cancellation);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> Read(string key, CancellationToken cancellation = default)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(key), cancellation);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task Delete(string key, CancellationToken cancellation = default)
    {
        string path = PathOf(key);
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    private string PathOf(string key)
    {
        string[] segments = key.Split('/');
        if (segments.Any(segment => segment is "" or "." or ".." || segment.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"-_.@".Contains(letter, StringComparison.Ordinal))))
        {
            throw new ArgumentException($"'{key}' is no key of a checkpoint.", nameof(key));
        }

        return Path.Combine([root, .. segments]);
    }
}
