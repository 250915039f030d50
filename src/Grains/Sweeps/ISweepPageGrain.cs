using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Sweeps;

/// <summary>What a page is told by its sweep.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Claim">Its id and priority.</param>
/// <param name="Generation">Of the decision that it comes from (<see cref="SweepLog.Generation"/>); an older one changes nothing.</param>
/// <param name="Page">Which page.</param>
/// <param name="Retry">Names the last wish to retry failed runs; empty where there was none.</param>
/// <param name="Work">Whether the page has its runs computed; else it only looks at them.</param>
[Immutable]
public sealed record PageOrder(SweepSpecification Sweep, Claim Claim, int Generation, int Page, string Retry, bool Work);

/// <summary>What a page tells its sweep.</summary>
/// <param name="Page">Which page.</param>
/// <param name="Totals">Sums over its runs.</param>
/// <param name="Changed">Runs that have changed since the last report.</param>
[GenerateSerializer]
[Immutable]
public sealed record PageReport(int Page, SweepTotals Totals, IReadOnlyList<LabelledProgress> Changed);

/// <summary>
/// Some consecutive runs of a sweep, followed on its behalf; the key is <see cref="PageKey"/>. A sweep has few pages open at a time, so however long it is, its coordinator stays small.
/// Soft state: an open page that was lost with its silo is opened again and asks its runs.
/// </summary>
public interface ISweepPageGrain : IRunObserver
{
    /// <summary>Has the runs of the page taken up, or does nothing where that is done. Idempotent.</summary>
    /// <returns>Where they stand.</returns>
    Task<PageReport> Open(PageOrder order);

    /// <summary>Stops every run of the page that no other sweep wants, also when the page has lost its memory of them. Idempotent.</summary>
    /// <param name="order">An order without work.</param>
    /// <returns>Where they stand.</returns>
    Task<PageReport> Cancel(PageOrder order);

    /// <summary>The page is done with.</summary>
    Task Close();
}

/// <summary>Keys of pages.</summary>
public static class PageKey
{
    /// <summary>Runs of a page.</summary>
    public const int Size = 100;

    private const char Separator = '/';

    /// <summary>Puts a key together.</summary>
    public static string Of(string sweepId, int page) => $"{sweepId}{Separator}{page}";

    /// <summary>The sweep of a page.</summary>
    public static string SweepOf(string key) => key[..key.LastIndexOf(Separator)];

    /// <summary>How many pages a sweep of so many runs has.</summary>
    public static int Count(int runs) => (runs + Size - 1) / Size;
}
