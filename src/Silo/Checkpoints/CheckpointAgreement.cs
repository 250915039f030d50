using System.Text;
using GrokCluster.Grains.Checkpoints;
using GrokCluster.Silo.Storage;
using StackExchange.Redis;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>
/// Lets all silos of a cluster use one store. The first silo on a storage records its location there: the one it is told, else its data directory's.
/// Later ones take the recorded location; one that is told another, or that sees another place under that name, is refused.
/// </summary>
/// <param name="storage">Where the location is recorded.</param>
/// <param name="options">What this silo is told.</param>
/// <param name="directory">The data directory of a silo that hosts the storage.</param>
/// <param name="open">Opens the store of a location, and keeps it as this silo's.</param>
internal sealed class CheckpointAgreement(StorageConnection storage, SiloOptions options, DataDirectory? directory, Func<CheckpointLocation, ICheckpointStore> open)
{
    private static readonly byte[] MarkerText = Encoding.UTF8.GetBytes("The silos of a cluster look for this file to know that they all see the same store.\n");

    private readonly CheckpointLocation? told = options.Checkpoints is null ? null : CheckpointLocation.Parse(options.Checkpoints);
    private readonly CheckpointLocation? own = directory is null ? null : new DirectoryLocation(directory.Checkpoints);

    /// <summary>Finds the location, and opens and tries its store.</summary>
    /// <exception cref="SiloException">The silo cannot agree with the others.</exception>
    /// <exception cref="CheckpointStoreException">The store cannot be used.</exception>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        IDatabase database = (await storage.OpenAsync()).GetDatabase();
        AgreedLocation? agreed = await AgreedLocation.ReadAsync(database);
        if (agreed is null && !await TryBeginAsync(database, cancellation))
        {
            agreed = await AgreedLocation.ReadAsync(database);
        }

        if (agreed is not null)
        {
            await JoinAsync(agreed, database, cancellation);
        }
    }

    // False where another silo was faster.
    private async Task<bool> TryBeginAsync(IDatabase database, CancellationToken cancellation)
    {
        CheckpointLocation location = told ?? own ?? throw new SiloException(
            $"The storage at {storage.Address} does not say yet where its cluster keeps checkpoints, so this silo has to be told (--checkpoints): a directory that all silos share, or s3://BUCKET[/PREFIX].");
        ICheckpointStore store = open(location);
        await CheckpointProbe.RunAsync(location, store, cancellation);

        // The marker first: whoever reads the record finds it.
        AgreedLocation mine = new(location.Text, location == own, Guid.NewGuid().ToString("N"));
        await store.Write(mine.MarkerKey, MarkerText, cancellation);
        bool first = await mine.TryWriteAsync(database);
        if (!first)
        {
            await store.Delete(mine.MarkerKey, cancellation);
        }

        return first;
    }

    private async Task JoinAsync(AgreedLocation agreed, IDatabase database, CancellationToken cancellation)
    {
        // A data directory that was moved takes its checkpoints along.
        CheckpointLocation location = agreed.InDataDirectory && own is not null ? own : CheckpointLocation.Parse(agreed.Location);
        if (told is not null && told != location)
        {
            throw new SiloException(
                $"The cluster on this storage keeps its checkpoints in {location}, while this silo is told {told} (--checkpoints); leave --checkpoints out to use what is recorded, or give another storage.");
        }

        // Looked for before anything is written, which would make the directory where it is missing.
        ICheckpointStore store = open(location);
        bool marked = await store.Read(agreed.MarkerKey, cancellation) is not null;
        if (!marked && location != own)
        {
            throw new SiloException(
                $"The checkpoint store {location}, as seen from here, is not the one that the cluster uses: its file {agreed.MarkerKey} is missing; share one place among all machines, or, if it was emptied on purpose, put an empty file of that name there.");
        }

        await CheckpointProbe.RunAsync(location, store, cancellation);
        if (!marked)
        {
            // The silo's own directory is the right one, whoever emptied it.
            await store.Write(agreed.MarkerKey, MarkerText, cancellation);
        }

        if (agreed.Location != location.Text)
        {
            await (agreed with { Location = location.Text }).ReplaceAsync(database);
        }
    }
}
