using System.Net;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Processes;
using GrokCluster.Silo.Tests.Serialization;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrokCluster.Silo.Tests.Hosting;

public class StandAloneTests
{
    [Fact]
    public async Task Hosts_storage_that_another_silo_joins_and_ends_cleanly_on_SIGTERM()
    {
        using TemporaryDirectory temporary = new();
        await using ChildProcess host = ChildProcess.Silo("--data", temporary.Path, "--slots", "cpu=2", "--name", "host");
        string ready = await host.LineAsync("Silo host is ready");
        SiloEndpoint endpoint = Assert.IsType<SiloEndpoint>(SiloEndpoint.Find(temporary.Path));
        Assert.Contains($"{endpoint.Http}metrics", ready);
        Assert.Contains($"checkpoints in {Path.Combine(temporary.Path, "checkpoints")}. More silos join with --join {temporary.Path} here, or from elsewhere with --redis {endpoint.Redis},password=PASSWORD, where", ready);
        Assert.Equal(SiloOptions.DefaultClusterId, endpoint.ClusterId);

        await using (WebApplication joined = await SiloHost.StartAsync(new SiloOptions { Redis = endpoint.RedisConnection(), Name = "joined" }))
        {
            await joined.Services.GetRequiredService<IGrainFactory>().GetGrain<IContractGrain>("joined").StoreAsync(Samples.State);
            Dictionary<SiloAddress, SiloStatus> silos = await joined.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
            Assert.Equal(2, silos.Count);
            await joined.StopAsync();
        }

        host.AskToStop();
        (int code, _, string error) = await host.EndAsync();
        Assert.Equal((0, ""), (code, error));
        Assert.False(File.Exists(Path.Combine(temporary.Path, "endpoint.json")));
    }

    // In a process of its own: where several silos are in one, each that ends takes the instruments of its meters' names
    // from the others (https://github.com/open-telemetry/opentelemetry-dotnet/issues/6412).
    [Fact]
    public async Task Metrics_hold_the_meters_of_the_runtime_of_Orleans_and_our_own()
    {
        using TemporaryDirectory temporary = new();
        await using ChildProcess silo = ChildProcess.Silo("--data", temporary.Path);
        await silo.LineAsync("Silo ");
        using HttpClient http = new();
        string metrics = await http.GetStringAsync(new Uri(SiloEndpoint.Find(temporary.Path)!.Http, "metrics"));
        Assert.Contains("\norleans_catalog_activations{", metrics);
        Assert.Contains("\ndotnet_gc_heap_total_allocated_bytes_total", metrics);
        Assert.Contains("\ngrok_disk_free_bytes{", metrics);
    }

    [Fact]
    public async Task Silos_of_one_machine_never_share_a_name()
    {
        using TemporaryDirectory temporary = new();
        await using ChildProcess host = ChildProcess.Silo("--data", temporary.Path, "--slots", "cpu=0");
        string first = await host.LineAsync("Silo ");
        await using ChildProcess joined = ChildProcess.Silo("--join", temporary.Path, "--slots", "cpu=0");
        string second = await joined.LineAsync("Silo ");
        Assert.Contains($"Silo {Environment.MachineName}", first);
        Assert.Contains($"Silo {Environment.MachineName}-", second);
        Assert.NotEqual(NameIn(first), NameIn(second));

        static string NameIn(string line) => line[line.IndexOf("Silo ", StringComparison.Ordinal)..].Split(' ')[1];
    }

    [Fact]
    public async Task Killed_comes_back_on_its_ports_in_the_same_cluster()
    {
        using TemporaryDirectory temporary = new();
        SiloEndpoint? first;
        await using (ChildProcess silo = ChildProcess.Silo("--data", temporary.Path))
        {
            await silo.LineAsync("Silo ");
            first = SiloEndpoint.Find(temporary.Path);
            await silo.KillAsync();
        }

        Assert.Null(SiloEndpoint.Find(temporary.Path));
        await using ChildProcess again = ChildProcess.Silo("--data", temporary.Path);
        await again.LineAsync("Silo ");
        Assert.Equal(first! with { ProcessId = again.Id }, SiloEndpoint.Find(temporary.Path));
    }

    [Fact]
    public async Task Bound_to_another_address_it_serves_http_on_loopback_too()
    {
        using TemporaryDirectory temporary = new();
        await using WebApplication silo = await SiloHost.StartAsync(new SiloOptions { DataDirectory = temporary.Path, BindAddress = IPAddress.Parse("127.0.0.2") });
        Uri there = silo.Services.GetRequiredService<SiloEndpoint>().Http;
        Uri loopback = new UriBuilder(there) { Host = "127.0.0.1" }.Uri;
        using HttpClient http = new();
        Assert.Equal("127.0.0.2", there.Host);
        Assert.Equal("healthy\n", await http.GetStringAsync(new Uri(there, "health/live")));
        Assert.Contains("\"hosts\"", await http.GetStringAsync(new Uri(loopback, "dashboard/DashboardCounters")));
        await silo.StopAsync();
    }

    [Theory]
    [InlineData("either a data directory")]
    [InlineData("'--dada'", "--dada", "x")]
    [InlineData("'cpu'; allowed is CLASS=COUNT", "--data", "x", "--slots", "cpu")]
    [InlineData("such as cpu=2,cuda=auto", "--data", "x", "--slots", "cpu=1,cpu=2")]
    [InlineData("'tpu=1'; allowed is CLASS=COUNT with a class of cpu, cuda", "--data", "x", "--slots", "tpu=1")]
    [InlineData("'cuda=1', but this silo finds 0 such devices here", "--data", "x", "--slots", "cuda=1")]
    [InlineData("No silo works on the data directory x that --join names", "--join", "x")]
    [InlineData("either the storage to join (--redis HOST:PORT) or the data directory", "--join", "x", "--redis", "127.0.0.1:1")]
    [InlineData("The address (--bind) is 'everywhere'", "--data", "x", "--bind", "everywhere")]
    [InlineData("The address 203.0.113.1 (--bind) is none of this machine's", "--redis", "127.0.0.1:1", "--bind", "203.0.113.1")]
    [InlineData("is not one that other silos can reach", "--data", "x", "--bind", "0.0.0.0")]
    [InlineData("'many'", "--data", "x", "--http-port", "many")]
    [InlineData("--http-port is 65536", "--data", "x", "--http-port", "65536")]
    [InlineData("it is a file", "--data", "GrokCluster.Silo.dll")]
    [InlineData("seems to hold credentials", "--data", "x", "--checkpoints", "s3://secret:secret@bucket")]
    [InlineData("nothing answered there", "--redis", "127.0.0.1:1,password=secret,connectRetry=0", "--checkpoints", "unused")]
    public async Task A_bad_option_ends_with_one_line_and_code_2(string said, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.Equal(2, await SiloCommand.RunAsync([.. arguments.Select(each => each.EndsWith(".dll", StringComparison.Ordinal) ? Path.Combine(AppContext.BaseDirectory, each) : each)], output, error));
        Assert.Equal("", output.ToString());
        Assert.Contains(said, error.ToString());
        Assert.DoesNotContain("secret", error.ToString());
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }
}
