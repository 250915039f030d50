namespace GrokCluster.Grains.Devices;

/// <summary>The classes of devices; each has a queue of its own.</summary>
public static class DeviceClass
{
    /// <summary>One CPU core a slot; trains and compresses.</summary>
    public const string Cpu = "cpu";

    /// <summary>One GPU a slot.</summary>
    public const string Cuda = "cuda";

    /// <summary>Every name, in the order in which help and errors list them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Cpu, Cuda];
}
