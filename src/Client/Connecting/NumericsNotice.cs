using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Devices;
using Grokking.Numerics;
using Spectre.Console;

namespace GrokCluster.Client.Connecting;

/// <summary>Says of a cluster whose slots do not all compute the same last bits that it is so, and what follows.</summary>
public static class NumericsNotice
{
    // Enough to know which machines are meant.
    private const int MostSilos = 3;

    /// <summary>A line for each device class with several numerics fingerprints; none where there is one.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<SiloReport> silos) =>
        from each in silos.SelectMany(silo => silo.Slots, (silo, slot) => (silo.Silo, Slot: slot))
        from fingerprint in each.Slot.Numerics ?? []
        group (each.Silo, Fingerprint: fingerprint) by each.Slot.DeviceClass into deviceClass
        let kinds = deviceClass.GroupBy(each => each.Fingerprint.Id).ToList()
        where kinds.Count > 1
        let named = kinds.Select(kind => $"{kind.Key} ({Names([.. kind.Select(each => each.Silo).Distinct()])})")
        let differences = NumericsFingerprint.Differences([.. kinds.Select(kind => kind.First().Fingerprint)])
        select $"Slots of class {deviceClass.Key} have {kinds.Count} numerics fingerprints: {string.Join(", ", named)}; "
            + $"they differ in {string.Join(", ", differences)}. Equal runs end in equal bytes under one of them, and alike up to rounding "
            + "under another; a run goes on under its own where a slot has it, and runs.csv says which it had.";

    /// <summary>Prints the lines of a running cluster.</summary>
    public static async Task Print(IGrainFactory grains, IAnsiConsole console, CancellationToken cancellation)
    {
        foreach (string line in Lines(await grains.GetGrain<IDeviceRegistryGrain>(0).Silos().WaitAsync(cancellation)))
        {
            console.WritePlain(line);
        }
    }

    private static string Names(string[] silos) =>
        string.Join(", ", silos.Take(MostSilos)) + (silos.Length > MostSilos ? $" and {silos.Length - MostSilos} more" : "");
}
