using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Processes;
using GrokCluster.Silo.Tests.Storage;
using Grokking.Runs;
using Grokking.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace GrokCluster.Silo.Tests.Telemetry;

public class TracesTests
{
    private static readonly SweepSpecification Sweep = new()
    {
        Name = "traced",
        Tasks = [Operation.Add],
        Methods = [Method.None],
        Seeds = [0],
        Epochs = 3,
        Fixed = new Dictionary<string, double> { ["modulus"] = 7, ["width"] = 8, ["heads"] = 1, ["mlp_width"] = 8 },
        Measure = new() { Epsilons = [1], Evaluations = 4 },
    };

    [Fact]
    public async Task Jobs_and_calls_of_grains_go_to_the_collector_that_the_environment_names()
    {
        string received = await TracedAsync("always_on");
        Assert.StartsWith("/v1/traces ", received, StringComparison.Ordinal);
        Assert.All(["GrokCluster", "training", "measuring", "grok.runs", "Microsoft.Orleans.Application", "grokcluster"], name => Assert.Contains(name, received));
    }

    [Fact]
    public async Task Sampled_away_nothing_is_sent() => Assert.Equal("", await TracedAsync("always_off"));

    [Fact]
    public async Task Without_a_collector_nothing_records()
    {
        using TemporaryDirectory temporary = new();
        await using WebApplication silo = SiloHost.Build(new SiloOptions { DataDirectory = temporary.Path });
        Assert.Null(silo.Services.GetService<TracerProvider>());
    }

    // What a silo sends that runs a sweep to its end and stops.
    private static async Task<string> TracedAsync(string sampler)
    {
        await using SpanReceiver receiver = await SpanReceiver.StartAsync();
        using TemporaryDirectory temporary = new();
        await using ChildProcess silo = ChildProcess.Silo(
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_TRACES_SAMPLER"] = sampler },
            "--data", temporary.Path, "--slots", "cpu=1", "--name", "traced");
        await silo.LineAsync("Silo traced is ready");
        SiloEndpoint endpoint = SiloEndpoint.Find(temporary.Path)!;
        await using (ClusterClient client = await ClusterClient.ConnectAsync(new(endpoint.RedisConnection(), endpoint.ClusterId), CancellationToken.None))
        {
            ISweepGrain sweep = client.Grains.GetGrain<ISweepGrain>(SweepId.Of(Sweep));
            await sweep.Submit(Sweep, priority: null);
            SweepProgress? last = null;
            await foreach (SweepProgress progress in sweep.Watch())
            {
                last = progress;
            }

            Assert.Equal(1, last!.Totals.Completed);
        }

        silo.AskToStop();
        Assert.Equal(0, (await silo.EndAsync()).Code);
        return receiver.Received;
    }
}
