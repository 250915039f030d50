using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Connecting;

/// <summary>A connection to a running cluster.</summary>
public interface IClusterConnection : IAsyncDisposable
{
    /// <summary>Calls grains.</summary>
    IGrainFactory Grains { get; }
}

/// <summary>Connects to clusters.</summary>
public interface IClusterConnector
{
    /// <summary>Connects.</summary>
    /// <exception cref="UnreachableException">No silo answers there.</exception>
    Task<IClusterConnection> ConnectAsync(ClusterTarget target, CancellationToken cancellationToken);

    /// <summary>Whether a silo works on the target's data directory, or a storage is named.</summary>
    bool IsRunning(ClusterTarget target);
}
