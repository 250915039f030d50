using System.Diagnostics;
using System.Text;

namespace GrokCluster.Client.Measuring;

/// <summary>A command of the system's shell, with its input and output in hand, and its whole tree of processes ended at the latest when this is disposed of.</summary>
internal sealed class ShellProcess : IDisposable
{
    private const int LongestLine = 10_000;
    private const int KeptError = 4_000;

    // For a server that tidies up when its input ends.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly StringBuilder error = new();
    private readonly Task errorRead;
    private readonly StringBuilder line = new();
    private readonly char[] buffer = new char[1024];
    private int at;
    private int filled;

    private ShellProcess(Process process)
    {
        this.process = process;
        errorRead = Task.Run(KeepError);
    }

    /// <summary>Starts a command.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no shell.</exception>
    public static ShellProcess Start(string command)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", command]) : new("/bin/sh", ["-c", command]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new(Process.Start(start)!);
    }

    /// <summary>A path as one word of the shell.</summary>
    public static string Quoted(string path) => OperatingSystem.IsWindows() ? $"\"{path}\"" : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>Writes a line to the command; nothing if it has closed its input, which its output will show.</summary>
    /// <exception cref="OperationCanceledException">It took too long: the command leaves unread what it was given before.</exception>
    public void WriteLine(string text, CancellationToken late)
    {
        try
        {
            process.StandardInput.BaseStream.WriteAsync(process.StandardInput.Encoding.GetBytes(text + "\n"), late).AsTask().GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    /// <summary>Tells the command that no more input comes.</summary>
    public void EndInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    /// <summary>The next line of its output, cut where it is longer than any answer; null at the end.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public string? ReadLine(CancellationToken late)
    {
        line.Clear();
        while (line.Length < LongestLine)
        {
            if (at == filled)
            {
                (at, filled) = (0, process.StandardOutput.ReadAsync(buffer, late).AsTask().GetAwaiter().GetResult());
                if (filled == 0)
                {
                    return line.Length > 0 ? line.ToString() : null;
                }
            }

            char next = buffer[at++];
            if (next == '\n')
            {
                return line.ToString();
            }

            line.Append(next);
        }

        return line.ToString();
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public int ExitCode(CancellationToken late)
    {
        process.WaitForExitAsync(late).GetAwaiter().GetResult();
        return process.ExitCode;
    }

    /// <summary>The last line that it wrote to standard error; "" if there is none.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public string LastError(CancellationToken late)
    {
        errorRead.WaitAsync(late).GetAwaiter().GetResult();
        return error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        EndInput();
        if (!process.WaitForExit(Farewell))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(Farewell);
        }

        process.Dispose();
    }

    private async Task KeepError()
    {
        char[] chunk = new char[1024];
        try
        {
            while (await process.StandardError.ReadAsync(chunk) is > 0 and int count)
            {
                error.Append(chunk, 0, count);
                error.Remove(0, Math.Max(0, error.Length - KeptError));
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Ended with the process.
        }
    }
}
