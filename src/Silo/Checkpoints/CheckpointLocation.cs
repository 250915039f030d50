using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>Where checkpoints are kept. Locations of equal text are the same one.</summary>
/// <param name="Text">What <see cref="Parse"/> takes, in full and in one spelling; holds no secrets, as it is stored and logged.</param>
internal abstract record CheckpointLocation(string Text)
{
    /// <summary>What is allowed, and an example of it.</summary>
    public const string Allowed = "allowed is a directory, or s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME], such as s3://grok/checkpoints?endpoint=http://localhost:9000";

    /// <summary>Reads what a user gave.</summary>
    /// <exception cref="SiloException">It is no location; one sentence says why, what is allowed, and gives an example.</exception>
    public static CheckpointLocation Parse(string given)
    {
        if (string.IsNullOrWhiteSpace(given) || given.Any(char.IsControl))
        {
            throw Refusal("is empty or holds control characters");
        }

        if (given.StartsWith("s3:", StringComparison.OrdinalIgnoreCase))
        {
            return S3Location.Parse(given);
        }

        // A folder of that name could be made, and would not be what was meant.
        int scheme = given.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? new DirectoryLocation(given) : throw Refusal($"begins with '{given[..scheme]}://'");
    }

    /// <summary>Makes the store; nothing is touched yet.</summary>
    /// <exception cref="CheckpointStoreException">This process lacks what the store needs.</exception>
    public abstract ICheckpointStore Open();

    /// <inheritdoc/>
    public sealed override string ToString() => Text;

    /// <param name="why">Continues "The checkpoint location (--checkpoints) …".</param>
    protected static SiloException Refusal(string why) => new($"The checkpoint location (--checkpoints) {why}; {Allowed}.");
}
