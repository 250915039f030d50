using System.Net;
using Amazon.Runtime;
using GrokCluster.Grains.Checkpoints;
using GrokCluster.Silo.Checkpoints;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace GrokCluster.Silo.Tests.Checkpoints;

public sealed class CheckpointAgreementTests : IAsyncLifetime
{
    private readonly TemporaryDirectory temporary = new();
    private DataDirectory data = null!;
    private GarnetService garnet = null!;
    private StorageConnection storage = null!;

    private string Shared => Path.Combine(temporary.Path, "shared");

    public async ValueTask InitializeAsync()
    {
        data = DataDirectory.Open(Path.Combine(temporary.Path, "data"));
        int port = SiloPorts.Choose(new SiloOptions(), data).Redis;
        garnet = new GarnetService(data, IPAddress.Loopback, port, NullLoggerFactory.Instance);
        await garnet.StartAsync(default);
        storage = new StorageConnection(ConfigurationOptions.Parse($"127.0.0.1:{port},password={data.Password}"));
    }

    public async ValueTask DisposeAsync()
    {
        await storage.DisposeAsync();
        garnet.Dispose();
        data.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task What_the_first_silo_is_told_counts_for_those_that_are_told_nothing()
    {
        Assert.Equal(Shared, await SettleAsync(told: Path.Combine(temporary.Path, "elsewhere", "..", "shared")));
        Assert.Equal(Shared, await SettleAsync());
        Assert.Equal(Shared, await SettleAsync(told: Shared + "/"));
        Assert.Equal(Shared, await SettleAsync(hosting: data));
    }

    [Fact]
    public async Task A_hosting_silo_that_is_told_nothing_keeps_them_in_its_data_directory()
    {
        Assert.Equal(data.Checkpoints, await SettleAsync(hosting: data));
        Assert.Equal(data.Checkpoints, await SettleAsync());
        Assert.Equal(data.Checkpoints, await SettleAsync(hosting: data));
    }

    [Fact]
    public async Task A_first_silo_that_has_no_place_is_refused()
    {
        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => SettleAsync());
        Assert.Equal(
            $"The storage at {storage.Address} does not say yet where its cluster keeps checkpoints, so this silo has to be told (--checkpoints): a directory that all silos share, or s3://BUCKET[/PREFIX].", refused.Message);
        Assert.Equal(Shared, await SettleAsync(told: Shared));
    }

    [Fact]
    public async Task A_silo_that_is_told_another_place_is_refused_and_touches_neither()
    {
        await SettleAsync(told: Shared);
        string other = Path.Combine(temporary.Path, "other");
        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => SettleAsync(told: other));
        Assert.Equal(
            $"The cluster on this storage keeps its checkpoints in {Shared}, while this silo is told {other} (--checkpoints); leave --checkpoints out to use what is recorded, or give another storage.", refused.Message);
        Assert.False(Directory.Exists(other));
    }

    [Fact]
    public async Task A_place_that_only_has_the_same_name_is_refused_and_not_made()
    {
        await SettleAsync(told: Shared);
        Directory.Move(Shared, Shared + "-on-another-machine");
        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => SettleAsync(told: Shared));
        Assert.StartsWith($"The checkpoint store {Shared}, as seen from here, is not the one that the cluster uses: its file clusters/", refused.Message);
        Assert.False(Directory.Exists(Shared));
    }

    [Fact]
    public async Task A_place_that_was_emptied_on_purpose_is_taken_as_the_message_says()
    {
        await SettleAsync(told: Shared);
        string marker = Assert.Single(Directory.GetFiles(Path.Combine(Shared, "clusters")));
        File.Delete(marker);
        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => SettleAsync());
        Assert.Contains(Path.GetRelativePath(Shared, marker), refused.Message);
        await File.WriteAllTextAsync(marker, "");
        Assert.Equal(Shared, await SettleAsync());
    }

    [Fact]
    public async Task A_data_directory_may_be_emptied_of_checkpoints_and_moved()
    {
        await SettleAsync(hosting: data);
        Directory.Delete(data.Checkpoints, recursive: true);
        await SettleAsync(hosting: data);
        Assert.Equal(data.Checkpoints, await SettleAsync());

        using DataDirectory moved = DataDirectory.Open(Path.Combine(temporary.Path, "moved"));
        Assert.Equal(moved.Checkpoints, await SettleAsync(hosting: moved));
        Assert.Equal(moved.Checkpoints, await SettleAsync());
    }

    [Fact]
    public async Task Silos_that_begin_at_once_agree()
    {
        string?[] settled = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SettleAsync(told: Shared))));
        Assert.All(settled, each => Assert.Equal(Shared, each));
        Assert.Single(Directory.GetFiles(Path.Combine(Shared, "clusters")));
    }

    [Fact]
    public async Task Silos_that_begin_at_once_with_different_places_do_not_get_past_each_other()
    {
        Task<string?>[] settling = [.. Enumerable.Range(0, 4).Select(i => Task.Run(() => SettleAsync(told: $"{Shared}-{i}")))];
        await Task.WhenAll(settling).ContinueWith(_ => { }, TaskScheduler.Default);
        string? winner = await Assert.Single(settling, each => each.IsCompletedSuccessfully);
        Assert.Equal(winner, await SettleAsync());
        Assert.All(settling.Where(each => each.IsFaulted), each => Assert.Contains($"keeps its checkpoints in {winner}", Assert.IsType<SiloException>(each.Exception!.InnerException).Message));
    }

    [Fact]
    public async Task A_bucket_is_agreed_on_like_a_directory()
    {
        await using S3Server server = await S3Server.StartAsync();
        string bucket = $"s3://{S3Server.Bucket}/a?endpoint={server.Endpoint}";
        Assert.Equal(bucket, await SettleAsync(told: bucket));
        Assert.Equal(bucket, await SettleAsync());
        Assert.StartsWith("a/clusters/", Assert.Single(server.Objects.Keys));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_record_of_another_version_is_refused(string record)
    {
        await (await storage.OpenAsync()).GetDatabase().StringSetAsync("grokcluster/checkpoints", record);
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<SiloException>(() => SettleAsync(told: Shared))).Message);
    }

    private async Task<string?> SettleAsync(string? told = null, DataDirectory? hosting = null)
    {
        CheckpointLocation? settled = null;
        await new CheckpointAgreement(storage, new SiloOptions { Checkpoints = told }, hosting, Open).SettleAsync(default);
        return settled?.Text;

        ICheckpointStore Open(CheckpointLocation location)
        {
            settled = location;
            return location is S3Location bucket ? new S3CheckpointStore(bucket, new BasicAWSCredentials("test", "test")) : location.Open();
        }
    }
}
