using GrokCluster.Grains.Queues;

namespace GrokCluster.Grains.Devices;

/// <summary>A lease that a slot of this silo holds.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Stop">Cancelled when the lease is lost or the silo stops.</param>
public sealed record HeldLease(Lease Lease, CancellationTokenSource Stop);
