using System.Diagnostics;
using System.Text.Json.Nodes;

namespace GrokCluster.Cluster.Tests.Monitoring;

/// <summary>Debian's <c>prometheus</c> on a free port with the project's own configuration and alerts, which scrapes one silo, and often; killed with the test.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string ScrapeEvery = "2s";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient http;
    private readonly Process process;
    private readonly Task<string> error;

    private PrometheusServer(string directory)
    {
        int port = DebianProgram.FreePort();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        string[] arguments = [$"--config.file={Path.Combine(directory, "prometheus.yml")}", $"--storage.tsdb.path={Path.Combine(directory, "data")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"];
        process = Process.Start(new ProcessStartInfo("prometheus", arguments) { RedirectStandardError = true })!;
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="directory">Takes its configuration and its data.</param>
    /// <param name="silo">Where the silo answers HTTP.</param>
    public static async Task<PrometheusServer> Start(string directory, Uri silo)
    {
        Directory.CreateDirectory(directory);
        string source = Path.Combine(Repository.Root, "docker", "prometheus");
        string configuration = await File.ReadAllTextAsync(Path.Combine(source, "prometheus.yml"));
        string token = Path.Combine(directory, "token");
        await File.WriteAllTextAsync(token, "a silo on loopback asks for none");
        await File.WriteAllTextAsync(Path.Combine(directory, "prometheus.yml"), configuration
            .Replace("""["silo-1:8080", "silo-2:8080"]""", $"""["{silo.Authority}"]""", StringComparison.Ordinal)
            .Replace("/etc/prometheus/secrets/token", token, StringComparison.Ordinal)
            .Replace("15s", ScrapeEvery, StringComparison.Ordinal));
        File.Copy(Path.Combine(source, "alerts.yml"), Path.Combine(directory, "alerts.yml"));
        PrometheusServer server = new(directory);
        try
        {
            await server.Ready();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Evaluates an expression now.</summary>
    /// <returns>Null where it has a number, else what is wrong with it.</returns>
    public async Task<string?> Fault(string expression)
    {
        JsonNode answer = await Get($"api/v1/query?query={Uri.EscapeDataString(expression)}");
        return (string?)answer["status"] != "success" ? (string?)answer["error"] ?? "no answer"
            : answer["data"]!["result"]!.AsArray().Any(each => (string?)each!["value"]?[1] is not (null or "NaN")) ? null : "no data";
    }

    /// <summary>The values of a label, of all series or of those that match.</summary>
    public async Task<string[]> Values(string label, string match = "")
    {
        JsonNode answer = await Get($"api/v1/label/{label}/values{(match.Length > 0 ? $"?match[]={Uri.EscapeDataString(match)}" : "")}");
        return [.. (answer["data"] as JsonArray ?? []).Select(each => (string)each!)];
    }

    /// <summary>The alerts that it has, each with whether it could be evaluated.</summary>
    public async Task<(string Name, string Expression, string Health)[]> Alerts()
    {
        JsonNode answer = await Get("api/v1/rules?type=alert");
        return [.. answer["data"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray())
            .Select(rule => ((string)rule!["name"]!, (string)rule["query"]!, (string)rule["health"]!))];
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        http.Dispose();
    }

    private async Task Ready()
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync("-/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not yet.
            }

            Assert.False(process.HasExited, process.HasExited ? $"prometheus ended: {await error}" : "");
            await Task.Delay(Pause);
        }
    }

    private async Task<JsonNode> Get(string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(path);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
