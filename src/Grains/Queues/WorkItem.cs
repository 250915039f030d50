namespace GrokCluster.Grains.Queues;

/// <summary>What there is to do.</summary>
public enum WorkKind
{
    /// <summary>Coarse-grain one checkpoint; the key is a compression grain's.</summary>
    Compression,

    /// <summary>Train a cohort; the key is a training grain's.</summary>
    Training,
}

/// <summary>A piece of work by the key of the grain that owns it. The grain knows the rest.</summary>
public sealed record WorkItem(WorkKind Kind, string Key);

/// <summary>The right to do one piece of work until its time is up; heartbeats prolong it.</summary>
/// <param name="Id">Tells this lease from earlier ones of the same work: reports under an old one are refused.</param>
/// <param name="Item">The work.</param>
/// <param name="Worker">Who holds it.</param>
public sealed record Lease(Guid Id, WorkItem Item, string Worker);

/// <summary>A queue at one moment.</summary>
/// <param name="Waiting">Pieces of work that nobody holds.</param>
/// <param name="Leased">Pieces of work being done.</param>
/// <param name="Expired">Leases that ran out since the queue was activated.</param>
public sealed record QueueStatus(int Waiting, int Leased, long Expired);
