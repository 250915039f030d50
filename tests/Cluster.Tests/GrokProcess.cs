using System.Diagnostics;

namespace GrokCluster.Cluster.Tests;

/// <summary>The <c>grok</c> program, started as a user would; killed when the test is done with it, whatever the outcome.</summary>
internal sealed class GrokProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> error;
    private readonly List<string> output = [];

    // A shell that starts tests in the background has them ignore Ctrl-C, which a child inherits; env gives the signal its default meaning back, as on a terminal.
    private GrokProcess(IEnumerable<string> arguments)
    {
        string[] command = ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "grok"), .. arguments];
        process = Process.Start(new ProcessStartInfo("/usr/bin/env", command) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        error = process.StandardError.ReadToEndAsync();
    }

    public static GrokProcess Start(params string[] arguments) => new(arguments);

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        await using GrokProcess grok = new(arguments);
        return await grok.End();
    }

    /// <summary>Waits until so many lines of output have met a condition.</summary>
    /// <returns>False when the program ended before.</returns>
    public async Task<bool> Lines(int count, Func<string, bool> condition)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (condition(line) && --count == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last line of output that was waited for.</summary>
    public string Last => output.LastOrDefault() ?? "";

    public void Signal(int signal) => process.Signal(signal);

    /// <summary>Waits for the end: the exit code and what was said on each stream.</summary>
    public async Task<(int Code, string Output, string Error)> End()
    {
        await Lines(int.MaxValue, _ => false);
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', output), await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
