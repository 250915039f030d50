using Orleans.Concurrency;

namespace GrokCluster.Grains.Sweeps;

/// <summary>
/// The coordinator of one sweep; the key is <see cref="SweepId.Of"/>. Opens the sweep's pages a few at a time, adds their news up and tells watchers. What it holds, writes and sends does not
/// grow with the sweep.
/// </summary>
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Starts the sweep, or goes on with what is not done; runs that other sweeps have finished are taken as they are. Idempotent.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="priority">Its weight against others, 1 to 100; null leaves it as it is, or takes <see cref="SweepLog.DefaultPriority"/>.</param>
    Task<SweepSummary> Submit(SweepSpecification sweep, int? priority);

    /// <summary>Stops every run that no other sweep wants.</summary>
    Task<SweepSummary> Cancel();

    /// <summary>Tries the failed runs again.</summary>
    /// <returns>How many had failed.</returns>
    Task<int> RetryFailed();

    /// <summary>What was asked for; null for a sweep that was never submitted.</summary>
    [AlwaysInterleave]
    Task<SweepSpecification?> Specification();

    /// <summary>Where the sweep stands.</summary>
    [AlwaysInterleave]
    Task<SweepProgress> Progress();

    /// <summary>Where the sweep stands, again after every change, at most four times a second, until it has ended.</summary>
    [AlwaysInterleave]
    IAsyncEnumerable<SweepProgress> Watch(CancellationToken cancellation = default);

    /// <summary>News of a page. It may be lost with a silo.</summary>
    [OneWay]
    Task Observe(PageReport report);

    /// <summary>A page has lost its state.</summary>
    [OneWay]
    Task Reopen(int page);
}
