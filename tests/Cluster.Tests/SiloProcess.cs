using System.Diagnostics;
using System.Threading.Channels;

namespace GrokCluster.Cluster.Tests;

/// <summary>The stand-alone silo, started as a user would; killed when the test is done with it, whatever the outcome.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly List<string> said = [];
    private int openStreams = 2;

    private SiloProcess(string name, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        Name = name;
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "GrokCluster.Silo"), [.. arguments, "--name", name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    /// <summary>Everything that it has said so far.</summary>
    public string Said
    {
        get
        {
            lock (said)
            {
                return string.Join('\n', said);
            }
        }
    }

    /// <summary>Starts a silo and waits until it is ready.</summary>
    public static Task<SiloProcess> Start(string name, params string[] arguments) =>
        Start(name, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a silo, in an environment that differs from this one, and waits until it is ready.</summary>
    public static async Task<SiloProcess> Start(string name, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        SiloProcess silo = new(name, environment, arguments);
        await silo.Line($"Silo {name} is ready");
        return silo;
    }

    /// <summary>Waits for a line that begins with a text.</summary>
    public async Task Line(string start)
    {
        try
        {
            while (!(await lines.Reader.ReadAsync()).StartsWith(start, StringComparison.Ordinal))
            {
            }
        }
        catch (ChannelClosedException fault)
        {
            throw new InvalidOperationException($"Silo {Name} has not said '{start}'. It said:\n{Said}", fault);
        }
    }

    public void Signal(int signal) => process.Signal(signal);

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> End()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await Kill();
        }

        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            // It has ended, or is about to.
            if (Interlocked.Decrement(ref openStreams) == 0)
            {
                lines.Writer.Complete();
            }

            return;
        }

        lock (said)
        {
            said.Add(line);
        }

        lines.Writer.TryWrite(line);
    }
}
