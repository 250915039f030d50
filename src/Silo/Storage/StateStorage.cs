using System.Text;
using GrokCluster.Grains.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace GrokCluster.Silo.Storage;

/// <summary>
/// Keeps the state of each grain as one string: 32 hexadecimal digits that change with every write, then JSON. A write names the digits that it has read, and is refused if they have changed since:
/// of two activations of a grain, as after a partition, one finds out that it is outdated.
/// </summary>
/// <remarks>
/// Why not Orleans' own provider for Redis: it keeps a state as a hash, and Garnet 2.2.8 sometimes takes checkpoints of hashes that are written at that moment which it cannot read again
/// (docs/decisions/0002-storage-of-a-silo.md). Strings are also four times as fast there.
/// </remarks>
internal sealed class StateStorage(StorageConnection storage) : IGrainStorage
{
    private const int EtagLength = 32;

    // A state that is not there has the empty tag.
    private const string Write = "if redis.call('GETRANGE', KEYS[1], 0, 31) ~= ARGV[1] then return 0 end redis.call('SET', KEYS[1], ARGV[2]) return 1";
    private const string Clear = "if redis.call('GETRANGE', KEYS[1], 0, 31) ~= ARGV[1] then return 0 end redis.call('DEL', KEYS[1]) return 1";

    private readonly GrainStateSerializer serializer = new();

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        byte[]? stored = await (await Database()).StringGetAsync(Key(stateName, grainId));
        if (stored is null)
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
            return;
        }

        grainState.State = serializer.Deserialize<T>(BinaryData.FromBytes(stored.AsMemory(EtagLength)));
        (grainState.ETag, grainState.RecordExists) = (Encoding.ASCII.GetString(stored, 0, EtagLength), true);
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string etag = Guid.NewGuid().ToString("N");
        byte[] stored = [.. Encoding.ASCII.GetBytes(etag), .. serializer.Serialize(grainState.State).ToArray()];
        await Run(Write, stateName, grainId, grainState, stored);
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Run(Clear, stateName, grainId, grainState, RedisValue.EmptyString);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
    }

    private async Task Run<T>(string script, string stateName, GrainId grainId, IGrainState<T> grainState, RedisValue stored)
    {
        RedisResult done = await (await Database()).ScriptEvaluateAsync(script, [Key(stateName, grainId)], [grainState.ETag ?? "", stored]);
        if ((int)done == 0)
        {
            throw new InconsistentStateException($"The state '{stateName}' of {grainId} was changed by another activation.", "another one", grainState.ETag ?? "none");
        }
    }

    private async Task<IDatabase> Database() => (await storage.OpenAsync()).GetDatabase();

    private static RedisKey Key(string stateName, GrainId grainId) => $"{SiloOptions.ServiceId}/grain/{grainId}/{stateName}";
}
