using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Processes;
using GrokCluster.Silo.Tests.Storage;
using StackExchange.Redis;

namespace GrokCluster.Silo.Tests.Security;

/// <summary>Nothing that a silo says, in whatever trouble, holds a secret: not its output, its log, its metrics, nor what it answers.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Token = "token-7f3a91c4d2e8";
    private const string Wrong = "wrong-5b0e66a9c1f7";
    private const string Collector = "collector-2c9d84e1b3a0";

    private readonly TemporaryDirectory temporary = new();
    private readonly TestAuthority authority;
    private readonly TlsFiles files;
    private readonly List<string> said = [];

    public SecretsTests()
    {
        authority = new(temporary.Path);
        files = authority.Sign();
        PrivateFile.Write(In("token"), Token);
        PrivateFile.Write(In("wrong"), Wrong);
    }

    public void Dispose()
    {
        authority.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task A_silo_in_trouble_tells_no_secret()
    {
        string password;
        await using (ChildProcess host = Silo("host", "--data", In("data")))
        {
            said.Add(await host.LineWithAsync("is ready"));
            SiloEndpoint endpoint = SiloEndpoint.Find(In("data"))!;
            password = await File.ReadAllTextAsync(endpoint.PasswordFile!);
            PrivateFile.Write(In("password"), password);

            await using (ChildProcess joined = Silo("joined", "--redis", endpoint.Redis, "--redis-password-file", In("password")))
            {
                said.Add(await joined.LineWithAsync("is ready"));
                await AskWronglyAsync(endpoint);
                await host.KillAsync();

                // Its storage and the other silo are gone, and it says so.
                said.Add(await joined.LineWithAsync("Exception"));
                await joined.KillAsync();
                await TakeAsync(joined);
            }

            await TakeAsync(host);

            // Wrong from the start.
            await using (EmbeddedSilo storage = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = In("storage") }))
            {
                await RefusedAsync("it refused the password", "--redis", $"{storage.Endpoint.Redis},connectRetry=0", "--redis-password-file", In("wrong"));
            }

            await RefusedAsync("nothing answered there", "--redis", $"127.0.0.1:1,password={Wrong},connectRetry=0");
            await RefusedAsync("cannot be read", "--redis", $"127.0.0.1:1,password={Wrong},nonsense=1");
            await RefusedAsync("leave one of them out", "--redis", $"127.0.0.1:1,password={Wrong}", "--redis-password-file", In("password"));
            await RefusedAsync("credentials", "--data", In("other"), "--checkpoints", $"s3://{Wrong}:{Wrong}@bucket");
            await RefusedAsync("private key of that certificate", "--data", In("other"), "--tls-key", In("wrong"));
            await RefusedAsync("holds no certificate", "--data", In("other"), "--tls-certificate", files.Key);
        }

        string all = string.Join('\n', said);
        Assert.Contains("is ready", all);
        Assert.All([Token, Wrong, Collector, password, .. File.ReadAllLines(files.Key)[1..^1]], secret => Assert.DoesNotContain(secret, all));
    }

    [Fact]
    public async Task Neither_does_the_log_of_an_embedded_one()
    {
        string password;
        await using (EmbeddedSilo silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = In("data"), TokenFile = In("token"), Tls = files }))
        {
            password = silo.Data.Password;
            await AskWronglyAsync(silo.Endpoint);
        }

        string log = await File.ReadAllTextAsync(Path.Combine(In("data"), "logs", "silo.log"));
        Assert.Contains("Authentication failed", log);
        Assert.All([Token, Wrong, password, .. File.ReadAllLines(files.Key)[1..^1]], secret => Assert.DoesNotContain(secret, log));
    }

    private string In(string name) => Path.Combine(temporary.Path, name);

    private ChildProcess Silo(string name, params string[] arguments) => ChildProcess.Silo(
        new Dictionary<string, string>
        {
            [Variables.LogFormat] = "json",
            [Variables.TokenFile] = In("token"),
            [Variables.TlsCertificate] = files.Certificate,
            [Variables.TlsKey] = files.Key,
            [Variables.TlsAuthority] = files.Authority,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = $"authorization={Collector}",
        },
        [.. arguments, "--name", name]);

    // HTTP with and without the token, storage and gateway with nonsense.
    private async Task AskWronglyAsync(SiloEndpoint silo)
    {
        using HttpClient http = new() { BaseAddress = silo.Http };
        foreach (string? token in new[] { null, Wrong, Token })
        {
            http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            foreach (string path in new[] { "metrics", "health/ready", "dashboard/nothing", $"dashboard/GrainStats/{Uri.EscapeDataString("<no such grain>")}" })
            {
                using HttpResponseMessage answer = await http.GetAsync(path);
                said.Add($"{answer}\n{await answer.Content.ReadAsStringAsync()}");
            }
        }

        said.Add(await SendAsync(silo.Http.Port, $"GET /metrics HTTP/1.1\r\nAuthorization: Bearer {Wrong}\r\nno header at all\r\n\r\n"));
        await SendAsync(int.Parse(silo.Gateway.Split(':')[1], CultureInfo.InvariantCulture), $"AUTH {Wrong}\r\n\r\n");
        RedisConnectionException refused = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync($"{silo.Redis},password={Wrong},connectRetry=0"));
        said.Add(refused.ToString());
    }

    private static async Task<string> SendAsync(int port, string text)
    {
        using TcpClient connection = new();
        await connection.ConnectAsync("127.0.0.1", port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        using StreamReader reader = new(connection.GetStream());
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException reset)
        {
            return reset.Message;
        }
    }

    private async Task RefusedAsync(string why, params string[] arguments)
    {
        await using ChildProcess silo = Silo("refused", arguments);
        (int code, string output, string error) = await silo.EndAsync();
        said.AddRange([output, error]);
        Assert.True(code == 2 && error.Contains(why, StringComparison.Ordinal), $"{code}: {error}");
    }

    private async Task TakeAsync(ChildProcess silo)
    {
        (_, string output, string error) = await silo.EndAsync();
        said.AddRange([output, error]);
    }
}
