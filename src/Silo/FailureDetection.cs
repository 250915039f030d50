using Orleans.Configuration;

namespace GrokCluster.Silo;

/// <summary>
/// When a silo counts as lost. Orleans' defaults take 12 to 14 seconds to notice a kill -9; probes of one second notice in about one, but vote a silo dead
/// whose processors are merely busy, which training makes them. Two seconds, three times, and longer while the prober itself is slow, is the compromise.
/// </summary>
internal static class FailureDetection
{
    /// <summary>How long a silo may take to answer a probe, and how often it is probed.</summary>
    public static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Probes without an answer before a silo is suspected.</summary>
    public const int NumMissedProbesLimit = 3;

    /// <summary>How often the membership is read again, beside the gossip that usually tells sooner.</summary>
    public static readonly TimeSpan TableRefreshTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How often a silo signs the membership; three signatures missed and its entry no longer counts where votes or metadata are gathered.</summary>
    public static readonly TimeSpan IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a new silo waits for members that do not answer, as after the loss of all at once, before it gives up.</summary>
    public static readonly TimeSpan MaxJoinAttemptTime = TimeSpan.FromMinutes(2);

    public static void Configure(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = ProbeTimeout;
        options.NumMissedProbesLimit = NumMissedProbesLimit;
        options.TableRefreshTimeout = TableRefreshTimeout;
        options.IAmAliveTablePublishTimeout = IAmAliveTablePublishTimeout;
        options.MaxJoinAttemptTime = MaxJoinAttemptTime;
        options.ExtendProbeTimeoutDuringDegradation = true;
        options.EnableIndirectProbes = true;
    }
}
