using System.Net;
using System.Text;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace GrokCluster.Silo.Tests.Security;

public sealed class RequestGateTests : IDisposable
{
    private const string Token = "0123456789abcdef-right";
    private readonly TemporaryDirectory temporary = new();
    private readonly RequestGate closed;

    public RequestGateTests()
    {
        string file = Path.Combine(temporary.Path, "token");
        PrivateFile.Write(file, Token + "\n");
        closed = new(AccessToken.Open(file, TimeProvider.System));
    }

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:8080", true)]
    [InlineData("::1", "[::1]:8080", true)]
    [InlineData("::ffff:127.0.0.1", "localhost", true)]
    [InlineData("127.0.0.1", "", true)]
    [InlineData("127.0.0.1", "rebound.example.com", false)]
    [InlineData("192.0.2.1", "192.0.2.7", false)]
    [InlineData("192.0.2.1", "localhost", false)]
    [InlineData("2001:db8::1", "localhost", false)]
    public async Task Without_a_token_this_machine_alone_is_answered(string remote, string host, bool passes)
    {
        HttpContext context = await AskAsync(new RequestGate(token: null), remote, host: host);
        Assert.Equal(passes ? 200 : 401, context.Response.StatusCode);
        Assert.Equal(passes ? "" : "Bearer", context.Response.Headers.WWWAuthenticate.ToString());
        Assert.Equal(!passes, Body(context).Contains("--token-file", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    public async Task What_a_proxy_of_this_machine_passes_on_is_not_of_this_machine(string header) =>
        Assert.Equal(401, (await AskAsync(new RequestGate(token: null), "127.0.0.1", header: (header, "192.0.2.1"))).Response.StatusCode);

    [Theory]
    [InlineData("127.0.0.1", null, false)]
    [InlineData("192.0.2.1", null, false)]
    [InlineData("192.0.2.1", "", false)]
    [InlineData("192.0.2.1", "Bearer", false)]
    [InlineData("192.0.2.1", "Bearer wrong", false)]
    [InlineData("192.0.2.1", "Bearer 0123456789abcdef-righ", false)]
    [InlineData("192.0.2.1", "Bearer 0123456789abcdef-right0", false)]
    [InlineData("192.0.2.1", "0123456789abcdef-right", false)]
    [InlineData("192.0.2.1", "Digest 0123456789abcdef-right", false)]
    [InlineData("192.0.2.1", "Basic not-base64", false)]
    [InlineData("192.0.2.1", "Bearer 0123456789abcdef-right", true)]
    [InlineData("192.0.2.1", "bearer 0123456789abcdef-right", true)]
    public async Task With_a_token_everybody_needs_it(string remote, string? authorization, bool passes)
    {
        HttpContext context = await AskAsync(closed, remote, authorization);
        Assert.Equal(passes ? 200 : 401, context.Response.StatusCode);
        Assert.Equal(passes, context.Response.Headers.WWWAuthenticate.Count == 0);
        Assert.Equal(!passes, context.Response.Headers.WWWAuthenticate.Contains("Bearer"));
        Assert.DoesNotContain(Token, Body(context));
    }

    [Theory]
    [InlineData("anyone:" + Token, true)]
    [InlineData(":" + Token, true)]
    [InlineData(Token, false)]
    [InlineData(Token + ":", false)]
    [InlineData("anyone:wrong", false)]
    public async Task A_browser_sends_the_token_as_password(string credentials, bool passes)
    {
        HttpContext context = await AskAsync(closed, "192.0.2.1", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}");
        Assert.Equal(passes ? 200 : 401, context.Response.StatusCode);
        Assert.Equal(!passes, context.Response.Headers.WWWAuthenticate.Any(way => way!.StartsWith("Basic ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_for_everybody_needs_no_token() =>
        Assert.Equal(200, (await AskAsync(closed, "192.0.2.1", endpoint: new Endpoint(null, new EndpointMetadataCollection(new AllowAnonymousAttribute()), "health"))).Response.StatusCode);

    private static async Task<HttpContext> AskAsync(RequestGate gate, string remote, string? authorization = null, string host = "192.0.2.7", (string Name, string Value)? header = null, Endpoint? endpoint = null)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Host = new HostString(host);
        context.Request.Headers.Authorization = authorization;
        if (header is { } more)
        {
            context.Request.Headers[more.Name] = more.Value;
        }

        context.SetEndpoint(endpoint);
        context.Response.Body = new MemoryStream();
        await gate.InvokeAsync(context, _ => Task.CompletedTask);
        return context;
    }

    private static string Body(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
