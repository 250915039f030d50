using Orleans.Concurrency;

namespace GrokCluster.Grains.Queues;

/// <summary>
/// The work of one device class; the key is the class, such as <c>cpu</c>. Only slots of that class pull from it, so work goes where the
/// device is, wherever the grains are.
/// Workers pull, hold a lease and prolong it. The queue is soft state: it dies with its silo, and the owners of the work enqueue again what
/// is not done.
/// Everything is idempotent by the work's name.
/// </summary>
public interface IWorkQueueGrain : IGrainWithStringKey
{
    /// <summary>Adds work that is neither waiting nor leased.</summary>
    [AlwaysInterleave]
    Task Enqueue(Claim claim, IReadOnlyList<WorkItem> items);

    /// <summary>Takes work: of the sweep that has had the least for its priority, compression before training.</summary>
    /// <param name="request">Who asks, what it can do and how long it waits.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>A lease, or null when there is no work.</returns>
    [AlwaysInterleave]
    Task<Lease?> Pull(WorkRequest request, CancellationToken cancellation = default);

    /// <summary>Prolongs leases. A queue that has lost its state takes them over.</summary>
    /// <returns>Those that are no longer the worker's: it must stop that work.</returns>
    [AlwaysInterleave]
    Task<IReadOnlyList<Guid>> Heartbeat(IReadOnlyList<Lease> leases);

    /// <summary>The work is done, or its owner will enqueue it again.</summary>
    [AlwaysInterleave]
    Task Complete(Guid lease);

    /// <summary>The work goes back to the front of the queue.</summary>
    [AlwaysInterleave]
    Task Release(Guid lease);

    /// <summary>
    /// A worker begins, before it asks for work: whatever one of its name held when its silo was killed goes back to the front.
    /// </summary>
    /// <param name="worker">Its name, unique in the cluster.</param>
    /// <param name="numerics">What decides the last bits of what it trains; null where it trains nothing.</param>
    [AlwaysInterleave]
    Task Arrive(string worker, string? numerics);

    /// <summary>A worker has stopped: whatever it still holds, also what it was given and never heard of, goes back to the front.</summary>
    [AlwaysInterleave]
    Task Leave(string worker);

    /// <summary>Changes the priority of a sweep.</summary>
    [AlwaysInterleave]
    Task Reprioritize(Claim claim);

    /// <summary>A sweep was cancelled: work that nobody else wants no longer waits.</summary>
    [AlwaysInterleave]
    Task Withdraw(string sweep);

    /// <summary>Which of these runs have no work here, waiting or leased. After the loss of a queue it is most of them.</summary>
    [AlwaysInterleave]
    Task<IReadOnlyList<string>> Unknown(IReadOnlyList<string> runs);

    /// <summary>Counts.</summary>
    [AlwaysInterleave]
    Task<QueueStatus> Status();
}
