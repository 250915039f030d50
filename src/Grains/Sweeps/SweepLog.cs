namespace GrokCluster.Grains.Sweeps;

/// <summary>The durable state of a sweep: where it stands. It does not grow with the sweep; results are with the runs.</summary>
public sealed class SweepLog
{
    /// <summary>The priority of a sweep whose user does not say.</summary>
    public const int DefaultPriority = 10;

    /// <summary>When it was first submitted; null before.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>Where it stands.</summary>
    public SweepState State { get; set; }

    /// <summary>Its weight against others, 1 to 100.</summary>
    public int Priority { get; set; } = DefaultPriority;

    /// <summary>
    /// Counts what has been decided of the sweep: begun, cancelled, begun again, retried, changed. Pages are told under which number, and
    /// do nothing for an older one.
    /// </summary>
    public int Generation { get; set; }

    /// <summary>Names the last wish to retry failed runs; empty where there was none.</summary>
    public string Retry { get; set; } = "";

    /// <summary>The first page that was not yet opened.</summary>
    public int NextPage { get; set; }

    /// <summary>Pages whose runs have not all ended; as many as slots need, and no more.</summary>
    public List<int> OpenPages { get; set; } = [];

    /// <summary>Sums over the pages that are done.</summary>
    public SweepTotals Closed { get; set; }
}

/// <summary>What was asked for; written at submission only.</summary>
public sealed class SweepText
{
    /// <summary>The sweep; null before it is submitted.</summary>
    public SweepSpecification? Specification { get; set; }
}
