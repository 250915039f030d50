using Orleans.Clustering.Redis;
using Orleans.Configuration;
using StackExchange.Redis;

namespace GrokCluster.Silo.Storage;

/// <summary>Comes between the storage and the silo: a storage that does not answer is reported in one sentence, not as a fault deep inside Orleans.</summary>
internal sealed class StorageGate(StorageConnection storage, ClusterIdentity cluster, DataDirectory? directory = null) : IHostedService
{
    private const string StorageIdKey = SiloOptions.ServiceId + "/storage-id";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IConnectionMultiplexer connection = await storage.OpenAsync();
        if (directory is not null)
        {
            await RefuseAnEmptiedStorageAsync(connection.GetDatabase(), directory);
        }

        if (cluster.IsPrivate)
        {
            await ForgetEarlierClustersAsync(connection, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Garnet starts empty, with at most a warning, where its log is gone or zeroed. An id that is kept in the directory and in the storage tells that from a new one.
    private static async Task RefuseAnEmptiedStorageAsync(IDatabase database, DataDirectory directory)
    {
        if (!File.Exists(directory.StorageIdFile))
        {
            string id = Guid.NewGuid().ToString("N");
            await database.StringSetAsync(StorageIdKey, id);
            PrivateFile.Write(directory.StorageIdFile, id);
        }
        else if (await database.StringGetAsync(StorageIdKey) != File.ReadAllText(directory.StorageIdFile))
        {
            throw new SiloException(
                $"The storage in {directory.Garnet} has lost what was written to it, perhaps by a damaged disk; restore a copy of {directory.Path}, or give another directory with --data.");
        }
    }

    // Whoever holds the data directory's lock is the only private cluster alive; the members that earlier ones left behind by a kill would pile up.
    private static async Task ForgetEarlierClustersAsync(IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        RedisKey prefix = RedisClusteringOptions.DefaultCreateRedisKey(new ClusterOptions { ServiceId = SiloOptions.ServiceId, ClusterId = ClusterIdentity.PrivatePrefix });
        await foreach (RedisKey key in connection.GetServers()[0].KeysAsync(pattern: $"{prefix}*", pageSize: 1000).WithCancellation(cancellationToken))
        {
            await connection.GetDatabase().KeyDeleteAsync(key);
        }
    }
}
