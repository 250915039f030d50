using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>Where the cluster keeps its checkpoints, as the storage records it for all silos that come.</summary>
/// <param name="Location">The text of a <see cref="CheckpointLocation"/>.</param>
/// <param name="InDataDirectory">Whether that is the hosting silo's data directory, wherever that lies now.</param>
/// <param name="Marker">Names a file of the store. A silo that does not find it sees another place under the same name: a local directory, or a server of its own machine.</param>
internal sealed record AgreedLocation(string Location, bool InDataDirectory, string Marker)
{
    /// <summary>Where the record is.</summary>
    public const string Key = SiloOptions.ServiceId + "/checkpoints";

    /// <summary>The marker's key in the store.</summary>
    [JsonIgnore]
    public string MarkerKey => $"clusters/{Marker}";

    /// <summary>Reads the record; null where there is none yet.</summary>
    /// <exception cref="SiloException">It is none of this version.</exception>
    public static async Task<AgreedLocation?> ReadAsync(IDatabase database)
    {
        RedisValue text = await database.StringGetAsync(Key);
        try
        {
            return text.IsNull ? null : JsonSerializer.Deserialize<AgreedLocation>(text.ToString()) is { Location: not null, Marker: not null } agreed ? agreed : throw new JsonException("it is incomplete");
        }
        catch (JsonException fault)
        {
            throw new SiloException($"The storage's record of where checkpoints are kept ({Key}) cannot be read: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}; use silos of one version.", fault);
        }
    }

    /// <summary>Writes the record if there is none.</summary>
    /// <returns>Whether this one counts; otherwise another silo was faster.</returns>
    public Task<bool> TryWriteAsync(IDatabase database) => database.StringSetAsync(Key, JsonSerializer.Serialize(this), when: When.NotExists);

    /// <summary>Replaces the record.</summary>
    public Task ReplaceAsync(IDatabase database) => database.StringSetAsync(Key, JsonSerializer.Serialize(this));
}
