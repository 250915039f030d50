namespace GrokCluster.Grains.Devices;

/// <summary>What keeps this silo's slots from working, for <c>grok devices</c> and <c>grok status</c>. It is no fault of the work, which waits until it is over.</summary>
public sealed class SiloCondition
{
    private volatile string? storeTrouble;
    private volatile string? storageTrouble;
    private volatile string? clusterHold;

    /// <summary>Checkpoints cannot be stored or read here, in a line; null where they can.</summary>
    public string? StoreTrouble
    {
        get => storeTrouble;
        set => storeTrouble = value;
    }

    /// <summary>The storage that this silo hosts for the whole cluster is about to fail, in a line; null where all is well or it hosts none.</summary>
    public string? StorageTrouble
    {
        get => storageTrouble;
        set => storageTrouble = value;
    }

    /// <summary>The same of whichever silo hosts the storage, as the registry tells.</summary>
    public string? ClusterHold
    {
        get => clusterHold;
        set => clusterHold = value;
    }

    /// <summary>Why no slot of this silo may begin work or store anything now; null where they may.</summary>
    public string? Hold => storageTrouble ?? clusterHold;
}
