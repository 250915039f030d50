namespace GrokCluster.Silo.Storage;

/// <summary>Another silo works on the data directory.</summary>
/// <param name="directory">The directory, as a full path.</param>
/// <param name="processId">The process that holds it; null where that cannot be told.</param>
public sealed class DataDirectoryInUseException(string directory, int? processId) : SiloException(
    $"The data directory {directory} is in use by {(processId is null ? "another process" : $"process {processId}")}; stop that one first, or give another directory with --data.")
{
    /// <summary>The directory, as a full path.</summary>
    public string Directory { get; } = directory;

    /// <summary>The process that holds it; null where that cannot be told.</summary>
    public int? ProcessId { get; } = processId;
}

/// <summary>The data directory cannot be created or written.</summary>
/// <param name="directory">The directory, as a full path.</param>
/// <param name="cause">What the system said.</param>
public sealed class DataDirectoryUnusableException(string directory, Exception cause) : SiloException(
    $"The data directory {directory} cannot be used: {cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}; give a directory that you may write with --data.", cause)
{
    /// <summary>The directory, as a full path.</summary>
    public string Directory { get; } = directory;
}
