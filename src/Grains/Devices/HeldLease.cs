using GrokCluster.Grains.Queues;

namespace GrokCluster.Grains.Devices;

/// <summary>A lease that a slot of this silo holds.</summary>
/// <param name="Queue">Class of the queue that it is from.</param>
/// <param name="DeviceClass">Class of the slot that holds it.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Stop">Cancelled when the lease is lost or the silo stops.</param>
public sealed record HeldLease(string Queue, string DeviceClass, Lease Lease, CancellationTokenSource Stop);
