namespace GrokCluster.Grains.Sweeps;

/// <summary>The durable state of a sweep: what was asked for and how it was packed, written once, and where it stands. Results are with the runs.</summary>
public sealed class SweepLog
{
    /// <summary>What was asked for; null before the sweep is submitted.</summary>
    public SweepSpecification? Specification { get; set; }

    /// <summary>Where it stands.</summary>
    public SweepState State { get; set; }

    /// <summary>The cohorts, as positions of runs in the sweep's order. Kept, because who trains together decides the last bits of the weights.</summary>
    public List<int[]> Cohorts { get; set; } = [];
}
