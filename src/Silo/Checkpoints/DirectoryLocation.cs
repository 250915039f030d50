using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>A directory that all silos of the cluster see under the same path.</summary>
internal sealed record DirectoryLocation : CheckpointLocation
{
    /// <param name="path">Relative ones are taken from the directory that this process was started in.</param>
    public DirectoryLocation(string path)
        : base(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
    {
    }

    public override ICheckpointStore Open() => new DirectoryCheckpointStore(Text);
}
