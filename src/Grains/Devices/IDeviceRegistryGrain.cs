using Grokking.Numerics;
using Orleans.Concurrency;

namespace GrokCluster.Grains.Devices;

/// <summary>The slots of one class on one silo.</summary>
/// <param name="DeviceClass">The class.</param>
/// <param name="Count">How many.</param>
/// <param name="Capacity">How many runs each trains at once.</param>
/// <param name="Busy">What the busy ones do, a line for each.</param>
/// <param name="Numerics">
/// What decides the last bits of what they train, each kind once; null from a silo of a version that does not say.
/// </param>
[GenerateSerializer]
[Immutable]
public sealed record SlotReport(
    string DeviceClass, int Count, int Capacity, IReadOnlyList<string> Busy, IReadOnlyList<NumericsFingerprint>? Numerics = null);

/// <summary>A silo as its slots see it.</summary>
/// <param name="Silo">Its name.</param>
/// <param name="Slots">By class.</param>
/// <param name="StoreTrouble">Why it cannot store or read checkpoints; null where it can.</param>
/// <param name="StorageTrouble">Why the storage that it hosts for all is about to fail; null where all is well or it hosts none.</param>
[GenerateSerializer]
[Immutable]
public sealed record SiloReport(string Silo, IReadOnlyList<SlotReport> Slots, string? StoreTrouble, string? StorageTrouble)
{
    /// <summary>What keeps its slots from working; null where nothing does.</summary>
    public string? Trouble => StorageTrouble ?? StoreTrouble;
}

/// <summary>Knows the slots of all silos that work. Soft state: silos report every few seconds, and one that is silent is forgotten. There is one, of key 0.</summary>
public interface IDeviceRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>A silo's report; it replaces the last one.</summary>
    /// <returns>Why no slot of the cluster may work now, which is the trouble of the silo that hosts the storage; null where they may.</returns>
    [AlwaysInterleave]
    Task<string?> Report(SiloReport report);

    /// <summary>A silo stops.</summary>
    [AlwaysInterleave]
    Task Leave(string silo);

    /// <summary>All silos, by name.</summary>
    [AlwaysInterleave]
    Task<IReadOnlyList<SiloReport>> Silos();
}
