using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using GrokCluster.Silo.Security;

namespace GrokCluster.Silo.Tests.Security;

/// <summary>What HTTP answers where a token is asked for.</summary>
public class TokenTests(ClosedSilo closed) : IClassFixture<ClosedSilo>
{
    private const long Sent = 64L << 20;
    private readonly HttpClient http = new() { BaseAddress = closed.Silo.Http };

    public static TheoryData<string> Closed => ["metrics", "METRICS", "health/../metrics", "health/%2e%2e/metrics", "dashboard/", "dashboard/DashboardCounters", "dashboard/ClusterStats", "", "health", "anything"];

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Nothing_is_told_without_the_token(string path)
    {
        Assert.Equal((401, true), await AskAsync(path, null));
        Assert.Equal((401, true), await AskAsync(path, "wrong-0123456789abcdef"));
    }

    [Theory]
    [InlineData("metrics", 200)]
    [InlineData("dashboard/", 200)]
    [InlineData("dashboard/DashboardCounters", 200)]
    [InlineData("anything", 404)]
    public async Task All_is_told_with_it(string path, int status) => Assert.Equal((status, false), await AskAsync(path, ClosedSilo.Token));

    [Fact]
    public async Task Health_answers_strangers_with_one_word_and_others_in_full()
    {
        Assert.Equal("healthy\n", await http.GetStringAsync("health/live"));
        Assert.Equal("healthy\n", await http.GetStringAsync("health/ready"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ClosedSilo.Token);
        Assert.Equal("healthy\nsilo: active\nstorage: answers\n", await http.GetStringAsync("health/ready"));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using HttpResponseMessage answer = await http.PostAsync("health/live", new ByteArrayContent(new byte[RequestLimits.HttpBody + 1]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Headers_over_the_limit_are_refused()
    {
        http.DefaultRequestHeaders.Add("X-Long", new string('x', RequestLimits.HttpHeaders));
        using HttpResponseMessage answer = await http.GetAsync("health/live");
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off_and_takes_no_memory()
    {
        using TcpClient connection = new();
        await connection.ConnectAsync(closed.Silo.Http.Host, closed.Silo.Http.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /health/live HTTP/1.1\r\nHost: silo\r\nTransfer-Encoding: chunked\r\n\r\n"));
        byte[] chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 0x10000)}\r\n");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long sent = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (; sent < Sent; sent += chunk.Length)
            {
                await stream.WriteAsync(chunk);
            }
        });
        Assert.True(sent < Sent, $"{sent} bytes were taken");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Sent / 4);
    }

    private async Task<(int Status, bool IsAsked)> AskAsync(string path, string? token)
    {
        // As it stands: the client would take dots out of a path.
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(closed.Silo.Http.OriginalString + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.WwwAuthenticate.Any(way => way.Scheme == "Bearer"));
    }
}
