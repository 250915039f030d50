using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GrokCluster.Grains.Checkpoints;

/// <summary>
/// Directories whose entries are on disk. On Unix a file that was flushed can still be missing after power is lost, unless the directory that names it was flushed too. Promised is what
/// fsync promises: a network file system answers for its server, and one that cannot flush directories is believed to need no flushing. On Windows there is nothing to call; NTFS logs its entries.
/// </summary>
internal static class DurableDirectory
{
    private const int ReadOnly = 0;

    /// <summary>Creates a directory and its parents where they are missing.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The system refuses.</exception>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        string? parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            throw new DirectoryNotFoundException($"There is no {path}.");
        }

        Create(parent);
        Directory.CreateDirectory(path);
        Flush(parent);
    }

    /// <summary>Puts on disk which files a directory holds.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using SafeFileHandle handle = new(Open(path, ReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        RandomAccess.FlushToDisk(handle);
    }

    // .NET itself opens no directories.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
