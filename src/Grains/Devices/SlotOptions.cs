namespace GrokCluster.Grains.Devices;

/// <summary>The device slots of a silo.</summary>
public sealed class SlotOptions
{
    /// <summary>The silo's name, which begins the names of its slots.</summary>
    public string Silo { get; set; } = Environment.MachineName;

    /// <summary>How many slots of each class; a class that is not named has none. All cores by default.</summary>
    public IReadOnlyDictionary<string, int> Slots { get; set; } = new Dictionary<string, int> { [DeviceClass.Cpu] = Environment.ProcessorCount };
}
