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
