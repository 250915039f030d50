namespace GrokCluster.Grains.Training;

/// <summary>How many runs train as one ensemble.</summary>
public static class CohortSize
{
    /// <summary>
    /// On a CPU core. Measured: a member-update takes 25 ms alone, 20 ms in twos and 19 ms in fours (one core, add, batch 512), so twos get most of what there
    /// is to get and leave more cohorts to spread over cores.
    /// </summary>
    public const int Cpu = 2;
}
