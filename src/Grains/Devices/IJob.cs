using GrokCluster.Grains.Queues;
using Grokking.Devices;
using Grokking.Numerics;

namespace GrokCluster.Grains.Devices;

/// <summary>Does one kind of work on a slot.</summary>
public interface IJob
{
    /// <summary>Which.</summary>
    WorkKind Kind { get; }

    /// <summary>Does the work under a lease, computing on the slot's thread alone.</summary>
    /// <param name="lease">The lease; the owners of its items are run grains.</param>
    /// <param name="slot">Where to compute.</param>
    /// <param name="stop">Cancelled when the lease is lost or the silo stops: save what is needed to go on, then end with <see cref="OperationCanceledException"/>.</param>
    Task Run(Lease lease, ISlot slot, CancellationToken stop);

    /// <summary>Tells the owners of the work that an attempt failed.</summary>
    /// <returns>Whether to try again.</returns>
    Task<bool> Fail(Lease lease, ISlot slot, string reason);
}

/// <summary>A device slot as its jobs see it.</summary>
public interface ISlot
{
    /// <summary>Its name, unique in the cluster.</summary>
    string Name { get; }

    /// <summary>Its class of device.</summary>
    string DeviceClass { get; }

    /// <summary>What it computes on.</summary>
    ComputeDevice Device { get; }

    /// <summary>What decides the last bits of what it trains.</summary>
    NumericsFingerprint Numerics { get; }

    /// <summary>Where coarse-grainings are scored; null scores them where they are made.</summary>
    ComputeDevice? ScoringDevice { get; }

    /// <summary>Where to compute.</summary>
    ComputeThread Thread { get; }

    /// <summary>Measures one waiting checkpoint, if there is one: how a slot that trains keeps the number of checkpoints lying about small.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> HelpCompress(CancellationToken stop);
}
