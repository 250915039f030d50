using GrokCluster.Grains.Runs;
using Orleans.Concurrency;

namespace GrokCluster.Grains.Sweeps;

/// <summary>The coordinator of one sweep; the key is <see cref="SweepId.Of"/>. Expands the specification, packs cohorts, follows the runs and tells watchers.</summary>
public interface ISweepGrain : IRunObserver
{
    /// <summary>Starts the sweep, or goes on with what is not done; runs that other sweeps have finished are taken as they are. Idempotent.</summary>
    Task Submit(SweepSpecification sweep);

    /// <summary>Stops every run that no other sweep wants.</summary>
    Task Cancel();

    /// <summary>Where the sweep stands.</summary>
    [AlwaysInterleave]
    Task<SweepProgress> Progress();

    /// <summary>Where the sweep stands, again after every change, at most four times a second, until it has ended.</summary>
    [AlwaysInterleave]
    IAsyncEnumerable<SweepProgress> Watch(CancellationToken cancellation = default);

    /// <summary>The records of all runs, in the sweep's order.</summary>
    [AlwaysInterleave]
    IAsyncEnumerable<RunRecord> Results(CancellationToken cancellation = default);
}
