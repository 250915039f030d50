using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GrokCluster.Silo.Tests.Processes;

/// <summary>A process that a test starts; killed when the test is done with it, whatever the outcome.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private readonly Process process;

    private ChildProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.StandardInput.Close();
    }

    public int Id => process.Id;

    /// <summary>This test program, in one of the roles of <see cref="Child"/>.</summary>
    /// <param name="role">Which.</param>
    /// <param name="argument">The directory that it takes, or the number of epochs that it trains.</param>
    /// <param name="environment">In what its environment differs from this one.</param>
    public static ChildProcess Role(string role, string argument, IReadOnlyDictionary<string, string>? environment = null) =>
        new(Environment.ProcessPath!, [Child.Switch, role, argument], environment);

    /// <summary>A script of the shell's.</summary>
    public static ChildProcess Shell(string script) => new("/bin/sh", ["-c", script]);

    /// <summary>The stand-alone silo.</summary>
    public static ChildProcess Silo(params string[] arguments) => Silo(environment: null, arguments);

    /// <summary>The stand-alone silo, in an environment that differs from this one.</summary>
    public static ChildProcess Silo(IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        new(Path.Combine(AppContext.BaseDirectory, "GrokCluster.Silo"), arguments, environment);

    /// <summary>Waits for a line of output that starts with a text, and returns it.</summary>
    public Task<string> LineAsync(string start) => LineAsync(line => line.StartsWith(start, StringComparison.Ordinal), start);

    /// <summary>Waits for a line of output that holds a text, and returns it.</summary>
    public Task<string> LineWithAsync(string part) => LineAsync(line => line.Contains(part, StringComparison.Ordinal), part);

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; see <see cref="EndAsync"/>.</summary>
    public void AskToStop() => Assert.Equal(0, Signal(process.Id, Terminate));

    /// <summary>Waits for the end: the exit code and what was said on each stream.</summary>
    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task<string> LineAsync(Func<string, bool> condition, string wanted)
    {
        List<string> seen = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (condition(line))
            {
                return line;
            }

            seen.Add(line);
        }

        throw new InvalidOperationException($"The child ended without saying '{wanted}'. It said: {string.Join('\n', seen)}\n{await process.StandardError.ReadToEndAsync()}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int processId, int signal);
}
