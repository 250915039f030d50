namespace GrokCluster.Silo.Storage;

/// <summary>Small files that only their owner may read, and that others see whole or not at all.</summary>
internal static class PrivateFile
{
    /// <summary>Writes aside with mode 0600 and renames: a reader, also after a kill, finds the old text or the new one.</summary>
    public static void Write(string path, string text)
    {
        string partial = $"{path}.{Environment.ProcessId}.part";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (StreamWriter writer = new(partial, options))
        {
            writer.Write(text);
        }

        File.Move(partial, path, overwrite: true);
    }
}
