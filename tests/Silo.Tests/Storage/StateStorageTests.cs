using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using StackExchange.Redis;

namespace GrokCluster.Silo.Tests.Storage;

public class StateStorageTests(ContractClusterFixture cluster)
{
    private readonly GrainId grain = GrainId.Create("test", Guid.NewGuid().ToString("N"));
    private readonly StateStorage storage = new(cluster.Silo.Services.GetRequiredService<StorageConnection>());

    private static GrainState<ContractState> Empty => new(new ContractState());

    [Fact]
    public async Task What_was_written_is_read_with_the_tag_that_the_next_write_names()
    {
        GrainState<ContractState> written = Empty;
        await storage.ReadStateAsync("s", grain, written);
        Assert.Equal((false, null), (written.RecordExists, written.ETag));
        written.State = Samples.State;
        await storage.WriteStateAsync("s", grain, written);

        GrainState<ContractState> read = Empty;
        await storage.ReadStateAsync("s", grain, read);
        Assert.Equal((true, written.ETag), (read.RecordExists, read.ETag));
        Assert.Equal(Samples.State.Runs.Keys, read.State!.Runs.Keys);

        read.State.Runs.Clear();
        await storage.WriteStateAsync("s", grain, read);
        Assert.NotEqual(written.ETag, read.ETag);
    }

    [Fact]
    public async Task An_outdated_activation_can_neither_write_nor_clear()
    {
        GrainState<ContractState> first = Empty;
        GrainState<ContractState> second = Empty;
        await storage.WriteStateAsync("s", grain, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", grain, second));
        await storage.ReadStateAsync("s", grain, second);
        await storage.WriteStateAsync("s", grain, second);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", grain, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("s", grain, first));

        await storage.ClearStateAsync("s", grain, second);
        Assert.Equal((false, null), (second.RecordExists, second.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", grain, first));
    }

    [Fact]
    public async Task States_of_one_grain_and_of_several_do_not_meet()
    {
        GrainState<ContractState> a = new(new ContractState { Remaining = TimeSpan.FromSeconds(1) });
        GrainState<ContractState> b = new(new ContractState { Remaining = TimeSpan.FromSeconds(2) });
        await storage.WriteStateAsync("a", grain, a);
        await storage.WriteStateAsync("b", grain, b);
        GrainState<ContractState> read = Empty;
        await storage.ReadStateAsync("a", grain, read);
        Assert.Equal(TimeSpan.FromSeconds(1), read.State!.Remaining);
    }

    [Fact]
    public async Task A_state_is_a_string_that_people_can_read()
    {
        GrainState<ContractState> state = new(Samples.State);
        await storage.WriteStateAsync("s", grain, state);
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(cluster.Silo.Endpoint.RedisConnection());
        string stored = (await redis.GetDatabase().StringGetAsync($"grokcluster/grain/{grain}/s"))!;
        Assert.StartsWith(state.ETag + "{", stored, StringComparison.Ordinal);
        Assert.Contains("\"State\":\"Failed\"", stored, StringComparison.Ordinal);
    }
}
