namespace GrokCluster.Grains.Queues;

/// <summary>What there is to do.</summary>
public enum WorkKind
{
    /// <summary>Coarse-grain one checkpoint.</summary>
    Compression,

    /// <summary>Train a run.</summary>
    Training,
}

/// <summary>Names a piece of work: the same work under the same name is done once.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Run">Key of the run grain that owns the work and knows the rest.</param>
/// <param name="Part">Which part of the run, in the owner's words; empty for the training.</param>
[GenerateSerializer]
[Immutable]
public readonly record struct WorkName(WorkKind Kind, string Run, string Part)
{
    /// <inheritdoc/>
    public override string ToString() => Part.Length == 0 ? $"{Kind} of {Run}" : $"{Kind} of {Run} {Part}";
}

/// <summary>A piece of work that waits.</summary>
/// <param name="Name">Names it.</param>
/// <param name="Shape">Training of equal shape can share a device as one cohort; empty for work that is done alone.</param>
/// <param name="Numerics">
/// Numerics fingerprint of the slot that has begun it: another kind of slot takes it only where none of that kind is left. Null where
/// nobody has.
/// </param>
[GenerateSerializer]
[Immutable]
public sealed record WorkItem(WorkName Name, string Shape, string? Numerics = null);

/// <summary>The sweep for which work is done, and how it stands against other sweeps.</summary>
/// <param name="Sweep">The sweep's id.</param>
/// <param name="Priority">Its weight, 1 to 100: sweeps that compete get slot-time in proportion.</param>
[GenerateSerializer]
[Immutable]
public sealed record Claim(string Sweep, int Priority);

/// <summary>The right to do some work until its time is up; heartbeats prolong it.</summary>
/// <param name="Id">Tells this lease from earlier ones of the same work: reports under an old one are refused.</param>
/// <param name="Items">The work: one piece, or the members of a cohort.</param>
/// <param name="Worker">Who holds it.</param>
/// <param name="Claim">For whom it is done.</param>
/// <param name="Numerics">Numerics fingerprint of who holds it; null where that trains nothing.</param>
[GenerateSerializer]
[Immutable]
public sealed record Lease(Guid Id, IReadOnlyList<WorkItem> Items, string Worker, Claim Claim, string? Numerics = null);

/// <summary>What a worker asks for.</summary>
/// <param name="Worker">Who asks; unique in the cluster.</param>
/// <param name="Kinds">What it can do.</param>
/// <param name="Capacity">Most runs that it trains at once.</param>
/// <param name="Patience">How long to wait for work; zero answers at once.</param>
/// <param name="Numerics">What decides the last bits of what it trains; null where it trains nothing.</param>
[GenerateSerializer]
[Immutable]
public sealed record WorkRequest(string Worker, IReadOnlyList<WorkKind> Kinds, int Capacity, TimeSpan Patience, string? Numerics = null);
