using Orleans.Concurrency;

namespace GrokCluster.Grains.Queues;

/// <summary>
/// The work of one device class; the key is the class, such as <c>cpu</c>. Workers pull, hold a lease and prolong it. The queue is soft state: it dies with
/// its silo, and the owners of the work enqueue again what is not done. Everything is idempotent by the work's key.
/// </summary>
public interface IWorkQueueGrain : IGrainWithStringKey
{
    /// <summary>Adds work that is neither waiting nor leased.</summary>
    Task Enqueue(IReadOnlyList<WorkItem> items);

    /// <summary>Takes work of the given kinds; compression comes before training, so that few checkpoints lie about.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="kinds">What the worker can do.</param>
    /// <param name="patience">How long to wait for work; zero answers at once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>A lease, or null when there is no work.</returns>
    [AlwaysInterleave]
    Task<Lease?> Pull(string worker, IReadOnlyList<WorkKind> kinds, TimeSpan patience, CancellationToken cancellation = default);

    /// <summary>Prolongs leases. A queue that has lost its state takes them over.</summary>
    /// <returns>Those that are no longer the worker's: it must stop that work.</returns>
    Task<IReadOnlyList<Guid>> Heartbeat(IReadOnlyList<Lease> leases);

    /// <summary>The work is done, or its owner will enqueue it again.</summary>
    Task Complete(Lease lease);

    /// <summary>The work goes back to the front of the queue.</summary>
    Task Release(Lease lease);

    /// <summary>Counts.</summary>
    [AlwaysInterleave]
    Task<QueueStatus> Status();
}
