using GrokCluster.Grains.Checkpoints;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>
/// The cluster's store. Where it is can only be settled once the storage is connected, between the storage and Orleans, while grains and slots are composed before anything starts.
/// </summary>
internal sealed class ClusterCheckpoints(ClusterIdentity cluster, StorageConnection storage, SiloOptions options, DataDirectory? directory = null) : ICheckpointStore, IHostedService, IDisposable
{
    private ICheckpointStore? store;

    /// <summary>Where the store is; null before it is settled.</summary>
    public CheckpointLocation? Location { get; private set; }

    private ICheckpointStore Store => store ?? throw new InvalidOperationException("The checkpoint store is not settled before the silo has started.");

    /// <exception cref="SiloException">The store cannot be used, or the silo cannot agree with others about it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (cluster.IsPrivate
                ? TakeOwnAsync(new DirectoryLocation(directory!.Checkpoints), cancellationToken)
                : new CheckpointAgreement(storage, options, directory, Open).SettleAsync(cancellationToken));
        }
        catch (CheckpointStoreException fault)
        {
            throw new SiloException(fault.Message, fault);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task Write(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => Store.Write(key, content, cancellation);

    public Task<byte[]?> Read(string key, CancellationToken cancellation = default) => Store.Read(key, cancellation);

    public Task Delete(string key, CancellationToken cancellation = default) => Store.Delete(key, cancellation);

    public void Dispose() => (store as IDisposable)?.Dispose();

    private Task TakeOwnAsync(CheckpointLocation location, CancellationToken cancellation) => CheckpointProbe.RunAsync(location, Open(location), cancellation);

    private ICheckpointStore Open(CheckpointLocation location)
    {
        Dispose();
        Location = location;
        return store = location.Open();
    }
}
