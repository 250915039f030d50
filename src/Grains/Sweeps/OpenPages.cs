namespace GrokCluster.Grains.Sweeps;

/// <summary>What a coordinator has heard from the pages that are open now. It is lost with the coordinator's silo, and asked for again.</summary>
public sealed class OpenPages
{
    // Runs that wait beside those that are under way, so that no slot does; for a cluster of unknown size, enough for a large machine.
    private const int LeastOpenRuns = 4 * PageKey.Size;
    private const int OpenRunsPerSlot = 2;

    private readonly Dictionary<int, SweepTotals> totals = [];

    /// <summary>Whether no page has been heard from.</summary>
    public bool IsEmpty => totals.Count == 0;

    /// <summary>Pages all of whose runs have ended.</summary>
    public int[] Done => [.. totals.Where(page => page.Value.Ended == page.Value.Runs).Select(page => page.Key)];

    /// <summary>Whether a page has been heard from.</summary>
    public bool Knows(int page) => totals.ContainsKey(page);

    /// <summary>Notes what a page says.</summary>
    public void Take(PageReport report) => totals[report.Page] = report.Totals;

    /// <summary>Forgets all.</summary>
    public void Clear() => totals.Clear();

    /// <summary>Adds what all of them hold.</summary>
    public SweepTotals Sum(SweepTotals start) => totals.Values.Aggregate(start, (sum, page) => sum + page);

    /// <summary>Adds what some of them hold, and forgets those: whoever looks in between, as watchers do while a coordinator writes, counts every run once.</summary>
    /// <param name="closed">What earlier pages held.</param>
    /// <param name="done">The pages that give way.</param>
    public SweepTotals Close(SweepTotals closed, IEnumerable<int> done)
    {
        foreach (int page in done)
        {
            totals.Remove(page, out SweepTotals held);
            closed += held;
        }

        return closed;
    }

    /// <summary>How many pages more it takes to keep some slots busy when those that are done have given way.</summary>
    /// <param name="slots">Runs that the devices can train at once.</param>
    public int Wanted(int slots)
    {
        int open = totals.Values.Sum(page => page.Runs - page.Ended);
        return Math.Max(0, (Math.Max(LeastOpenRuns, OpenRunsPerSlot * slots) - open + PageKey.Size - 1) / PageKey.Size);
    }
}
