namespace GrokCluster.Grains.Devices;

/// <summary>What keeps this silo's slots from working, for <c>grok devices</c> and <c>grok status</c>; it is no fault of the work, which waits.</summary>
public sealed class SiloTrouble
{
    private volatile string? text;

    /// <summary>The trouble in a line; null where all is well.</summary>
    public string? Text => text;

    /// <summary>There is trouble.</summary>
    public void Set(string trouble) => text = trouble;

    /// <summary>It is over.</summary>
    public void Clear() => text = null;
}
