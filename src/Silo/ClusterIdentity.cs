namespace GrokCluster.Silo;

/// <summary>The cluster that a silo belongs to.</summary>
/// <param name="ClusterId">Orleans' cluster id.</param>
/// <param name="IsPrivate">Whether it is one embedded silo's own.</param>
internal sealed record ClusterIdentity(string ClusterId, bool IsPrivate)
{
    public const string PrivatePrefix = "embedded-";

    /// <summary>Members of a killed cluster look alive for minutes and would hold up a new one of the same id; a fresh id has no past.</summary>
    public static ClusterIdentity Fresh() => new(PrivatePrefix + Guid.CreateVersion7().ToString("N"), IsPrivate: true);
}
