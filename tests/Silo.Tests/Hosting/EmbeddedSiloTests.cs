using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Serialization;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace GrokCluster.Silo.Tests.Hosting;

public class EmbeddedSiloTests(ContractClusterFixture cluster)
{
    [Fact]
    public async Task Needs_a_data_directory()
    {
        SiloOptionsException refused = await Assert.ThrowsAsync<SiloOptionsException>(() => EmbeddedSilo.StartAsync(new SiloOptions { Redis = "localhost:6379" }));
        Assert.Contains("--data", refused.Message);
    }

    [Fact]
    public async Task Has_one_place_for_checkpoints_and_records_none()
    {
        Assert.True(Directory.Exists(cluster.Silo.Data.Checkpoints));
        await using ConnectionMultiplexer storage = await ConnectionMultiplexer.ConnectAsync(cluster.Silo.Endpoint.RedisConnection());
        Assert.False(await storage.GetDatabase().KeyExistsAsync("grokcluster/checkpoints"));

        SiloOptionsException refused = await Assert.ThrowsAsync<SiloOptionsException>(() => EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = "unused", Checkpoints = "elsewhere" }));
        Assert.Contains("leave their location (--checkpoints) out", refused.Message);
    }

    [Fact]
    public async Task A_second_one_on_the_same_directory_is_refused()
    {
        DataDirectoryInUseException refused = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = cluster.Silo.Data.Path }));
        Assert.Equal(Environment.ProcessId, refused.ProcessId);
    }

    [Fact]
    public void Others_find_it_by_its_directory()
    {
        SiloEndpoint found = Assert.IsType<SiloEndpoint>(SiloEndpoint.Find(cluster.Silo.Data.Path));
        Assert.Equal(cluster.Silo.Endpoint, found);
        Assert.StartsWith("127.0.0.1:", found.Redis);
        Assert.DoesNotContain(cluster.Silo.Data.Password, File.ReadAllText(cluster.Silo.Data.EndpointFile));
    }

    [Fact]
    public async Task The_storage_wants_the_password()
    {
        SiloEndpoint endpoint = cluster.Silo.Endpoint;
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync($"{endpoint.Redis},password=wrong,connectRetry=0"));
        await using ConnectionMultiplexer admitted = await ConnectionMultiplexer.ConnectAsync(endpoint.RedisConnection());
        Assert.True(admitted.IsConnected);
    }

    [Fact]
    public async Task Stops_restarts_and_forgets_its_earlier_clusters_but_not_its_state()
    {
        using TemporaryDirectory temporary = new();
        SiloOptions options = new() { DataDirectory = temporary.Path };
        SiloEndpoint first;
        await using (EmbeddedSilo silo = await EmbeddedSilo.StartAsync(options))
        {
            first = silo.Endpoint;
            await silo.Grains.GetGrain<IContractGrain>("stopped").StoreAsync(Samples.State);
            await silo.StopAsync();
            Assert.False(File.Exists(silo.Data.EndpointFile));
        }

        Assert.Null(SiloEndpoint.Find(temporary.Path));
        await using EmbeddedSilo again = await EmbeddedSilo.StartAsync(options);
        Assert.Equal(Samples.State.Runs.Keys, (await again.Grains.GetGrain<IContractGrain>("stopped").LoadAsync()).Runs.Keys);
        Assert.NotEqual(first.ClusterId, again.Endpoint.ClusterId);
        Assert.Equal(first.Redis, again.Endpoint.Redis);

        await using ConnectionMultiplexer storage = await ConnectionMultiplexer.ConnectAsync(again.Endpoint.RedisConnection());
        RedisKey members = Assert.Single(storage.GetServers()[0].Keys(pattern: $"{SiloOptions.ServiceId}/members/*"));
        Assert.EndsWith(again.Endpoint.ClusterId, (string?)members);
    }

    [Fact]
    public void Signals_are_left_to_the_embedding_process() =>
        Assert.Equal("CallersLifetime", cluster.Silo.Services.GetRequiredService<IHostLifetime>().GetType().Name);

    [Fact]
    public void Warnings_go_to_a_file_of_the_directory_and_smaller_matters_nowhere()
    {
        ILogger logger = cluster.Silo.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(EmbeddedSiloTests));
        logger.LogInformation("A smaller matter");
        logger.LogWarning("A warning");
        using StreamReader log = new(new FileStream(cluster.Silo.Data.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string text = log.ReadToEnd();
        Assert.Contains($"Warning {nameof(EmbeddedSiloTests)}: A warning\n", text);
        Assert.DoesNotContain("A smaller matter", text);
    }
}
