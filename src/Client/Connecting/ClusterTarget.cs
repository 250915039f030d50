using GrokCluster.Silo.Security;

namespace GrokCluster.Client.Connecting;

/// <summary>Which cluster a command talks to.</summary>
/// <param name="DataDirectory">Data directory of a silo on this machine; not used where <paramref name="Redis"/> is given.</param>
/// <param name="Redis">The cluster's storage, <c>HOST:PORT[,password=…]</c>; null finds it by the data directory.</param>
/// <param name="ClusterId">The cluster of that storage.</param>
public sealed record ClusterTarget(string DataDirectory, string? Redis, string ClusterId)
{
    /// <summary>Holds the password of <see cref="Redis"/>; null where that has it, or none is needed.</summary>
    public string? RedisPasswordFile { get; init; }

    /// <summary>The client's certificate; null takes that of the silo that works on the data directory, if it has one.</summary>
    public TlsFiles? Tls { get; init; }
}
