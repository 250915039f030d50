namespace GrokCluster.Client.Results;

/// <summary>A file that appears whole or not at all: written beside its place, flushed to disk, then renamed over it. Disposed of before <see cref="Commit"/>, it leaves what was there.</summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string path;
    private readonly string temporary;
    private readonly FileStream stream;

    /// <summary>Begins a file; its folder is made where it is missing.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public AtomicFile(string path)
    {
        this.path = path;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);

        // In the same folder, as a rename is atomic only within one file system.
        temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        stream = new(temporary, FileMode.CreateNew);
    }

    /// <summary>Where to write.</summary>
    public Stream Stream => stream;

    /// <summary>Replaces <paramref name="path"/> by what <paramref name="write"/> writes; the file that was there stays if that fails.</summary>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using AtomicFile file = new(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Puts the file in its place.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Commit()
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        File.Move(temporary, path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        File.Delete(temporary);
    }
}
