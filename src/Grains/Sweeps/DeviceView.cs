using GrokCluster.Grains.Devices;

namespace GrokCluster.Grains.Sweeps;

/// <summary>The cluster's devices as a sweep sees them: how many of its runs they can train, and what keeps them from it.</summary>
internal sealed class DeviceView
{
    private string? seen;

    /// <summary>Runs that devices of the sweep's class can train at once.</summary>
    public int Slots { get; private set; }

    /// <summary>Why the sweep does not go on, with the next move; null where nothing hinders.</summary>
    public string? Hindrance { get; private set; }

    /// <summary>Takes what silos report.</summary>
    /// <param name="device">The sweep's device class.</param>
    /// <param name="silos">All silos.</param>
    public void Look(string device, IReadOnlyList<SiloReport> silos)
    {
        Slots = silos.SelectMany(silo => silo.Slots).Where(slot => slot.DeviceClass == device).Sum(slot => slot.Count * slot.Capacity);

        // Seen twice: silos that have just started have not yet reported.
        string? now = Hindrances.Of(device, silos);
        (Hindrance, seen) = (now is not null && seen is not null ? now : null, now);
    }
}
