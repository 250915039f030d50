using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo;

/// <summary>What a client has to know of a cluster.</summary>
/// <param name="Redis">The cluster's storage: <c>HOST:PORT[,password=…]</c> and other options of StackExchange.Redis.</param>
/// <param name="ClusterId">The cluster of that storage.</param>
public sealed record ClusterAddress(string Redis, string ClusterId)
{
    /// <summary>Holds the storage's password; null where <see cref="Redis"/> has it, or none is needed.</summary>
    public string? RedisPasswordFile { get; init; }

    /// <summary>The client's certificate, for silos that ask for one; null for those that do not.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Whether a storage's address names its password.</summary>
    public static bool HasPassword(string redis) => RedisAddress.HasPassword(redis);
}
