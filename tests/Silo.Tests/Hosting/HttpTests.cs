using System.Diagnostics.Metrics;
using System.Net;
using GrokCluster.Silo.Tests.Serialization;

namespace GrokCluster.Silo.Tests.Hosting;

public class HttpTests(ContractClusterFixture cluster)
{
    private readonly HttpClient http = new() { BaseAddress = cluster.Silo.Http };

    [Fact]
    public async Task A_started_silo_is_live_and_ready()
    {
        Assert.Equal("healthy\n", await http.GetStringAsync("health/live"));
        Assert.Equal("healthy\nsilo: active\nstorage: answers\n", await http.GetStringAsync("health/ready"));
    }

    [Fact]
    public async Task Metrics_hold_the_meters_of_the_runtime_of_Orleans_and_our_own()
    {
        using Meter meter = new("GrokCluster");
        meter.CreateCounter<long>("grok.test").Add(3);
        await cluster.Grain("silo").EchoAsync(Samples.Run);
        string metrics = "";

        // For a third of a second the exporter repeats what it has just told another test.
        while (!metrics.Contains("grok_test_total"))
        {
            metrics = await http.GetStringAsync("metrics");
            await Task.Delay(TimeSpan.FromSeconds(0.1), TestContext.Current.CancellationToken);
        }

        Assert.Contains("\norleans_catalog_activations{", metrics);
        Assert.Contains("\ndotnet_gc_heap_total_allocated_bytes_total", metrics);
        Assert.Contains("\ngrok_test_total{", metrics);
    }

    [Fact]
    public async Task The_dashboard_answers()
    {
        using HttpResponseMessage page = await http.GetAsync("dashboard/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("\"hosts\"", await http.GetStringAsync("dashboard/DashboardCounters"));
    }

    [Fact]
    public async Task Anything_else_is_not_found()
    {
        using HttpResponseMessage page = await http.GetAsync("");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }
}
