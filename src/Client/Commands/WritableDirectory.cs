using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary>Finds out before anything starts whether a directory can be written.</summary>
public static class WritableDirectory
{
    /// <summary>Creates the directory if it is not there, and writes and deletes a small file in it.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="option">The option that names it, for the message.</param>
    /// <exception cref="BadInputException">It cannot be created or written.</exception>
    public static void Ensure(string path, string option)
    {
        try
        {
            Directory.CreateDirectory(path);
            string probe = Path.Combine(path, $".grok-write-probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{option}: given {OneLine.Quoted(path)}, which cannot be written ({OneLine.Of(fault.Message).TrimEnd('.')}); allowed is a directory that you may write to; give another with {option} DIR");
        }
    }
}
