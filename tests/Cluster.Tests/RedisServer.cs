using System.Diagnostics;

namespace GrokCluster.Cluster.Tests;

/// <summary>Debian's <c>redis-server</c> on a free port, its data in a folder of the test; killed with the test.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Password = "secret";
    private readonly string directory;
    private readonly int port = DebianProgram.FreePort();
    private Process process;

    private RedisServer(string directory)
    {
        this.directory = Directory.CreateDirectory(directory).FullName;
        process = Run();
    }

    /// <summary>What <c>--redis</c> has to be.</summary>
    public string Address => $"127.0.0.1:{port},password={Password}";

    public static async Task<RedisServer> Start(string directory)
    {
        RedisServer server = new(directory);
        await server.Ready();
        return server;
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Starts it again on its data.</summary>
    public async Task Restart()
    {
        process.Dispose();
        process = Run();
        await Ready();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await Kill();
        }

        process.Dispose();
    }

    // A write is on disk before it is acknowledged, as docs/operations.md asks for.
    private Process Run() => Process.Start(new ProcessStartInfo(
        "redis-server",
        ["--bind", "127.0.0.1", "--port", $"{port}", "--requirepass", Password, "--dir", directory, "--appendonly", "yes", "--appendfsync", "always", "--save", ""])
    {
        RedirectStandardOutput = true,
    })!;

    private async Task Ready()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("redis-server did not start.");
    }
}
