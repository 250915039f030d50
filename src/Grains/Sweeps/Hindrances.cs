using GrokCluster.Grains.Devices;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Says why a sweep does not go on although it could.</summary>
internal static class Hindrances
{
    /// <summary>A line with the next move; null where nothing hinders.</summary>
    public static string? Of(string device, IReadOnlyList<SiloReport> silos)
    {
        bool Has(string deviceClass) => silos.Any(silo => silo.Slots.Any(slot => slot.DeviceClass == deviceClass && slot.Count > 0));
        if (!Has(device))
        {
            string start = $"no silo has a {device} slot; start one with --slots {device}=auto";
            return device == DeviceClass.Cpu ? start : $"{start} on a machine that has the device, or submit the sweep with --device {DeviceClass.Cpu}";
        }

        if (!Has(DeviceClass.Cpu))
        {
            return "no silo has a cpu slot, so checkpoints are measured by the slots that train only; start one with --slots cpu=auto";
        }

        string[] troubles = [.. silos.Where(silo => silo.Trouble is not null).Select(silo => $"{silo.Silo}: {silo.Trouble}")];
        return troubles.Length == 0 ? null : string.Join(" ", troubles);
    }
}
