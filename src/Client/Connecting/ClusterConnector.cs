using GrokCluster.Client.Terminal;
using GrokCluster.Silo;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Client.Connecting;

/// <summary>Connects by the storage that is named, or by the silo that works on a data directory of this machine.</summary>
public sealed class ClusterConnector : IClusterConnector
{
    /// <inheritdoc/>
    public bool IsRunning(ClusterTarget target) => target.Redis is not null || SiloEndpoint.Find(target.DataDirectory) is not null;

    /// <inheritdoc/>
    public async Task<IClusterConnection> ConnectAsync(ClusterTarget target, CancellationToken cancellationToken)
    {
        try
        {
            if (target.Redis is not null)
            {
                return new Connection(await ClusterClient.ConnectAsync(target.Redis, target.ClusterId, cancellationToken));
            }

            SiloEndpoint silo = SiloEndpoint.Find(target.DataDirectory) ?? throw new UnreachableException(
                $"No silo works on the data directory {OneLine.Quoted(target.DataDirectory)}; start one there ('grok-silo --data {target.DataDirectory}'), or name another directory with --data DIR or a cluster's storage with --redis HOST:PORT,password=…");
            return new Connection(await ClusterClient.ConnectAsync(silo.RedisConnection(), silo.ClusterId, cancellationToken));
        }
        catch (SiloException fault)
        {
            throw new UnreachableException(fault.Message);
        }
    }

    private sealed class Connection(ClusterClient client) : IClusterConnection
    {
        public IGrainFactory Grains => client.Grains;

        public ValueTask DisposeAsync() => client.DisposeAsync();
    }
}
