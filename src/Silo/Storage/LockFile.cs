namespace GrokCluster.Silo.Storage;

/// <summary>A file that one process at a time holds. The lock is the system's: it ends with the process, however that ends.</summary>
internal static class LockFile
{
    /// <summary>Takes it, and creates it where it does not exist.</summary>
    /// <returns>The lock, until it is disposed of; null where another one has it, of this process or of another.</returns>
    /// <exception cref="IOException">It cannot be created or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's, or its folder is.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException fault) when (IsSharingViolation(fault))
        {
            return null;
        }
    }

    // EWOULDBLOCK (11 on Linux, 35 on macOS) from flock; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}
