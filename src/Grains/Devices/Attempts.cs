namespace GrokCluster.Grains.Devices;

/// <summary>How often work is tried.</summary>
public static class Attempts
{
    /// <summary>After so many faults in a row a run is given up; loss of a silo does not count.</summary>
    public const int Limit = 3;
}
