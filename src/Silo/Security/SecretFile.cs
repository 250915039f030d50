namespace GrokCluster.Silo.Security;

/// <summary>Reads secrets from files, so that they stand neither on a command line nor in a log.</summary>
internal static class SecretFile
{
    /// <summary>The file's text, without white space around it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">Names it in a refusal, such as "token file (--token-file)".</param>
    /// <exception cref="SiloOptionsException">It cannot be read, or is empty. What it holds is not repeated.</exception>
    public static string Read(string path, string what)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : throw new SiloOptionsException([$"The {what} is {path}, which is empty; write the secret into it."]);
        }
        catch (Exception fault) when (Unreadable(fault))
        {
            throw new SiloOptionsException([$"The {what} is {path}, which cannot be read: {Reason(fault)}; give a file that this user may read."]);
        }
    }

    /// <summary>Whether users other than the owner and the group may read a file; false where that cannot be told.</summary>
    public static bool IsOpenToOthers(string path)
    {
        try
        {
            // By its handle: a link says nothing of what it leads to.
            using FileStream file = File.OpenRead(path);
            return !OperatingSystem.IsWindows() && File.GetUnixFileMode(file.SafeFileHandle).HasFlag(UnixFileMode.OtherRead);
        }
        catch (Exception fault) when (Unreadable(fault))
        {
            return false;
        }
    }

    /// <summary>Whether a fault is one of reading a file.</summary>
    public static bool Unreadable(Exception fault) => fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>What the system said, to stand within a sentence.</summary>
    public static string Reason(Exception fault) => fault.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
