namespace GrokCluster.Grains.Training;

/// <summary>How many runs train as one ensemble.</summary>
public static class CohortSize
{
    /// <summary>
    /// On a CPU core. Measured: a member-update takes as long alone as in twos or fours (10.6, 10.4 and 10.4 ms; add, ours, batch 512), as members are trained in turn;
    /// single runs spread best over cores.
    /// </summary>
    public const int Cpu = 1;
}
