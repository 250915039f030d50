using GrokCluster.Grains.Checkpoints;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Checkpoints;
using GrokCluster.Silo.Tests.Processes;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrokCluster.Silo.Tests.Hosting;

public sealed class CheckpointsOfSilosTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Credentials = new() { ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test" };

    // As on a machine that has none: no keys, no profile, no cloud to ask.
    private static readonly Dictionary<string, string> NoCredentials = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "",
        ["AWS_SECRET_ACCESS_KEY"] = "",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/none",
        ["AWS_CONFIG_FILE"] = "/none",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private readonly TemporaryDirectory temporary = new();
    private S3Server server = null!;

    private string Bucket => $"s3://{S3Server.Bucket}/a?endpoint={server.Endpoint}";

    public async ValueTask InitializeAsync() => server = await S3Server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        temporary.Dispose();
    }

    [Fact]
    public async Task Silos_share_a_bucket_of_which_only_the_first_is_told()
    {
        await using ChildProcess host = ChildProcess.Silo(Credentials, "--data", temporary.Path, "--checkpoints", Bucket, "--slots", "cpu=0", "--name", "host");
        Assert.Contains($"checkpoints in {Bucket}. More silos join with --join ", await host.LineAsync("Silo host is ready"));
        SiloEndpoint endpoint = Assert.IsType<SiloEndpoint>(SiloEndpoint.Find(temporary.Path));

        await using ChildProcess joined = ChildProcess.Silo(Credentials, "--redis", endpoint.RedisConnection(), "--slots", "cpu=0", "--name", "joined");
        Assert.EndsWith($"checkpoints in {Bucket}.", await joined.LineAsync("Silo joined is ready"));

        (int code, string error) = await RefusedAsync(Credentials, "--redis", endpoint.RedisConnection(), "--checkpoints", temporary.Path);
        Assert.Equal((2, $"The cluster on this storage keeps its checkpoints in {Bucket}, while this silo is told {temporary.Path} (--checkpoints); leave --checkpoints out to use what is recorded, or give another storage."), (code, error));

        joined.AskToStop();
        Assert.Equal(0, (await joined.EndAsync()).Code);
        host.AskToStop();
        Assert.Equal(0, (await host.EndAsync()).Code);
        Assert.StartsWith("a/clusters/", Assert.Single(server.Objects.Keys));
    }

    [Fact]
    public async Task A_wrong_bucket_is_one_line_and_code_2_at_the_start()
    {
        (int code, string error) = await RefusedAsync(Credentials, "--data", temporary.Path, "--checkpoints", $"s3://no-such?endpoint={server.Endpoint}");
        Assert.Equal((2, $"The checkpoint store s3://no-such?endpoint={server.Endpoint} cannot be read: there is no such bucket; create it, or name another with --checkpoints."), (code, error));
    }

    [Fact]
    public async Task Missing_credentials_are_one_line_and_code_2_at_the_start()
    {
        (int code, string error) = await RefusedAsync(NoCredentials, "--data", temporary.Path, "--checkpoints", Bucket);
        Assert.Equal(2, code);
        Assert.StartsWith($"The checkpoint store {Bucket} cannot be read: no credentials were found (", error);
        Assert.EndsWith("; give valid ones by environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), profile or role.", error);
    }

    [Fact]
    public async Task A_missing_region_is_one_line_and_code_2_at_the_start()
    {
        (int code, string error) = await RefusedAsync(NoCredentials, "--data", temporary.Path, "--checkpoints", "s3://bucket");
        Assert.Equal((2, "The checkpoint store s3://bucket cannot be opened: nothing says in which region it is; add ?region=NAME to the location, or ?endpoint=URL for a server of your own."), (code, error));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_one_line_and_code_2_at_the_start()
    {
        string file = Path.Combine(temporary.Path, "file");
        await File.WriteAllTextAsync(file, "");
        (int code, string error) = await RefusedAsync(null, "--data", Path.Combine(temporary.Path, "data"), "--checkpoints", file);
        Assert.Equal(2, code);
        Assert.StartsWith($"The checkpoint store {file} cannot be ", error);
    }

    [Fact]
    public async Task The_store_is_settled_when_the_silo_has_started_and_not_before()
    {
        await using WebApplication silo = SiloHost.Build(new SiloOptions { DataDirectory = temporary.Path, Slots = new Dictionary<string, int> { ["cpu"] = 0 } });
        ICheckpointStore store = silo.Services.GetRequiredService<ICheckpointStore>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Read("a"));
        await silo.StartAsync();
        await store.Write("a", new byte[] { 1 });
        Assert.Equal([1], await File.ReadAllBytesAsync(Path.Combine(temporary.Path, "checkpoints", "a")));
        await silo.StopAsync();
    }

    private static async Task<(int Code, string Error)> RefusedAsync(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        await using ChildProcess silo = ChildProcess.Silo(environment, arguments);
        (int code, string output, string error) = await silo.EndAsync();
        Assert.Equal("", output);
        return (code, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
