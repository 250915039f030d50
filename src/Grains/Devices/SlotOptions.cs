namespace GrokCluster.Grains.Devices;

/// <summary>The device slots of a silo.</summary>
public sealed class SlotOptions
{
    /// <summary>How many CPU cores train and compress; 0 leaves that to other silos. All cores by default.</summary>
    public int Cpu { get; set; } = Environment.ProcessorCount;
}
