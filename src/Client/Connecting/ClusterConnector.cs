using System.Globalization;
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
                return new Connection(await ClusterClient.ConnectAsync(new(target.Redis, target.ClusterId) { RedisPasswordFile = target.RedisPasswordFile, Tls = target.Tls }, cancellationToken));
            }

            SiloEndpoint silo = SiloEndpoint.Find(target.DataDirectory) ?? throw new UnreachableException(
                $"No silo works on the data directory {OneLine.Quoted(target.DataDirectory)}; start one there ('grok-silo --data {target.DataDirectory}'), or name another directory with --data DIR or a cluster's storage with --redis HOST:PORT,password=…");
            return new Connection(await ClusterClient.ConnectAsync(new(silo.RedisConnection(), silo.ClusterId) { Tls = target.Tls ?? silo.Tls }, cancellationToken));
        }
        catch (SiloOptionsException fault)
        {
            throw new BadInputException(fault.Message);
        }
        catch (SiloException fault)
        {
            throw new UnreachableException(FullDisk(target) ?? fault.Message);
        }
    }

    // A storage whose disk is full answers nobody until there is room; then its silo opens it again.
    private static string? FullDisk(ClusterTarget target)
    {
        if (target.Redis is not null)
        {
            return null;
        }

        long free = new DriveInfo(Path.GetFullPath(target.DataDirectory)).AvailableFreeSpace;
        return free >= SpaceGuard.LowWater
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The disk of the storage, {target.DataDirectory}, has {free >> 20} MB left, and the storage does not answer; free some, and the cluster goes on by itself, with nothing lost");
    }

    private sealed class Connection(ClusterClient client) : IClusterConnection
    {
        public IGrainFactory Grains => client.Grains;

        public ValueTask DisposeAsync() => client.DisposeAsync();
    }
}
