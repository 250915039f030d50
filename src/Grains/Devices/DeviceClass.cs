namespace GrokCluster.Grains.Devices;

/// <summary>The classes of devices that have queues of their own.</summary>
public static class DeviceClass
{
    /// <summary>One CPU core a slot; trains and compresses.</summary>
    public const string Cpu = "cpu";
}
