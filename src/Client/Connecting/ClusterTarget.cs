namespace GrokCluster.Client.Connecting;

/// <summary>Which cluster a command talks to.</summary>
/// <param name="DataDirectory">Data directory of a silo on this machine; not used where <paramref name="Redis"/> is given.</param>
/// <param name="Redis">The cluster's storage, <c>HOST:PORT[,password=…]</c>; null finds it by the data directory.</param>
/// <param name="ClusterId">The cluster of that storage.</param>
public sealed record ClusterTarget(string DataDirectory, string? Redis, string ClusterId);
