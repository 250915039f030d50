namespace GrokCluster.Grains.Queues;

/// <summary>A queue at one moment.</summary>
/// <param name="Waiting">Pieces of work that nobody holds.</param>
/// <param name="Leased">Pieces of work being done.</param>
/// <param name="Expired">Leases that ran out since the queue was activated.</param>
/// <param name="Sweeps">Who competes, by id.</param>
[GenerateSerializer]
[Immutable]
public sealed record QueueStatus(int Waiting, int Leased, long Expired, IReadOnlyList<ShareStatus> Sweeps);

/// <summary>One sweep's part of a queue.</summary>
/// <param name="Sweep">The sweep's id.</param>
/// <param name="Priority">Its weight.</param>
/// <param name="Waiting">Pieces of work that it waits for.</param>
/// <param name="Running">Leases held for it.</param>
/// <param name="SlotSeconds">Slot-time that it has had since it last had nothing to do.</param>
[GenerateSerializer]
[Immutable]
public sealed record ShareStatus(string Sweep, int Priority, int Waiting, int Running, double SlotSeconds);
