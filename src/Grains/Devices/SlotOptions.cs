namespace GrokCluster.Grains.Devices;

/// <summary>The device slots of a silo.</summary>
public sealed class SlotOptions
{
    /// <summary>The silo's name, which begins the names of its slots.</summary>
    public string Silo { get; set; } = Environment.MachineName;

    /// <summary>How many slots of each class; a class that is not named has none. All cores by default.</summary>
    public IReadOnlyDictionary<string, int> Slots { get; set; } = new Dictionary<string, int> { [DeviceClass.Cpu] = Environment.ProcessorCount };

    /// <summary>Memory of a GPU that a cohort may take: a part of the whole in (0, 1], or bytes where above 1.</summary>
    public double DeviceMemory { get; set; } = DefaultDeviceMemory;

    /// <summary>What is left is for libtorch itself and for whoever else uses the GPU.</summary>
    public const double DefaultDeviceMemory = 0.9;
}
