namespace GrokCluster.Grains.Checkpoints;

/// <summary>A store in a directory: a laptop's disk, NFS, or a volume that all silos mount.</summary>
/// <param name="root">Created when first written to.</param>
public sealed class DirectoryCheckpointStore(string root) : ICheckpointStore
{
    // No key can name it. In the store, as a rename cannot leave a file system.
    private const string Aside = "~partial";

    // A file of some megabytes that has not been written to for so long has lost its writer.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string root = Path.GetFullPath(root);
    private int swept;

    /// <inheritdoc/>
    public async Task Write(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        string path = PathOf(key);
        string folder = Path.GetDirectoryName(path)!;
        string partial = Path.Combine(root, Aside, $"{Guid.NewGuid():N}.part");
        try
        {
            DurableDirectory.Create(folder);
            DurableDirectory.Create(Path.Combine(root, Aside));

            // Written aside, flushed, then renamed over: a reader sees the old file or the new one, whatever stops this process.
            await using (FileStream stream = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await stream.WriteAsync(content, cancellation);
                stream.Flush(flushToDisk: true);
            }

            SweepOnce(File.GetLastWriteTimeUtc(partial));
            File.Move(partial, path, overwrite: true);
            DurableDirectory.Flush(folder);
        }
        catch (Exception fault)
        {
            TryDelete(partial);
            if (IsOfTheSystem(fault))
            {
                throw Fault("written", fault);
            }

            throw;
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
        catch (Exception fault) when (IsOfTheSystem(fault))
        {
            throw Fault("read", fault);
        }
    }

    /// <inheritdoc/>
    public Task Delete(string key, CancellationToken cancellation = default)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file is not there either.
        }
        catch (Exception fault) when (IsOfTheSystem(fault))
        {
            throw Fault("changed", fault);
        }

        return Task.CompletedTask;
    }

    // What killed processes left behind. Ages are measured against a file of this moment: the clock of a file server need not be ours.
    private void SweepOnce(DateTime now)
    {
        if (Interlocked.Exchange(ref swept, 1) == 0)
        {
            foreach (FileInfo file in new DirectoryInfo(Path.Combine(root, Aside)).EnumerateFiles("*.part").Where(each => each.LastWriteTimeUtc + Abandoned < now))
            {
                TryDelete(file.FullName);
            }
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (IsOfTheSystem(fault))
        {
            // It takes a little space until it is swept; what made it fail is reported where it matters.
        }
    }

    private static bool IsOfTheSystem(Exception fault) => fault is IOException or UnauthorizedAccessException;

    private CheckpointStoreException Fault(string what, Exception fault) => new(
        $"The checkpoint store {root} cannot be {what}: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}; see that its disk is mounted and has free space, and that this user may write there.", fault);

    private string PathOf(string key) => Path.Combine([root, .. CheckpointKeys.Segments(key)]);
}
