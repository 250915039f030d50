using System.Globalization;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Measuring;

/// <summary>
/// The user's program that scores candidates. A command with <c>{}</c> is run once for each, with the path in its place, and its last line is the answer; one without is started once, gets a path a line on its
/// standard input, and answers each by a line. Whatever happens, no process of it is left.
/// </summary>
/// <param name="text">The command, for the system's shell.</param>
/// <param name="timeout">How long one answer may take.</param>
internal sealed class LossCommand(string text, TimeSpan timeout) : IDisposable
{
    private const string Placeholder = "{}";
    private static readonly int[] AllowedCounts = [1, 2, 4];

    private ShellProcess? server;

    /// <summary>The command.</summary>
    public string Text => text;

    private bool IsServer => !text.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>Asks for the score of the network in a file.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <returns>One, two or four numbers, not necessarily finite.</returns>
    /// <exception cref="BadInputException">The command fails, is too slow or answers something else.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public double[] Ask(string path, CancellationToken cancellation)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(timeout);
        try
        {
            return Numbers(IsServer ? AskServer(path, late.Token) : RunOnce(path, late.Token));
        }
        catch (BadInputException) when (cancellation.IsCancellationRequested)
        {
            // A terminal's Ctrl-C ends the command too, and whatever it does then is no fault of it.
            throw new OperationCanceledException(cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Fault(FormattableString.Invariant($"has not answered within {timeout.TotalSeconds} s"), "give it longer with --timeout SECONDS, or see why it waits");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => server?.Dispose();

    private string AskServer(string path, CancellationToken late)
    {
        server ??= Start(text);
        server.WriteLine(path, late);
        return server.ReadLine(late) ?? throw Ended(server, late);
    }

    private string RunOnce(string path, CancellationToken late)
    {
        using ShellProcess process = Start(text.Replace(Placeholder, ShellProcess.Quoted(path), StringComparison.Ordinal));
        process.EndInput();
        string? last = null;
        while (process.ReadLine(late) is { } line)
        {
            last = line.Trim().Length > 0 ? line : last;
        }

        return process.ExitCode(late) != 0 || last is null ? throw Ended(process, late) : last;
    }

    private ShellProcess Start(string command)
    {
        try
        {
            return ShellProcess.Start(command);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw Fault($"cannot be started ({fault.Message.TrimEnd('.')})", "give a command that the system's shell runs");
        }
    }

    private double[] Numbers(string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = new double[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!AllowedCounts.Contains(words.Length) || !double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) && !IsNoNumber(words[i], out numbers[i]))
            {
                throw Garbage(line);
            }
        }

        return numbers.Length > 0 ? numbers : throw Garbage(line);
    }

    // As Python and C print what is not finite.
    private static bool IsNoNumber(string word, out double number)
    {
        number = word.ToLowerInvariant() is "inf" or "+inf" ? double.PositiveInfinity : double.NaN;
        return word.ToLowerInvariant() is "inf" or "+inf" or "-inf" or "nan" or "-nan";
    }

    private BadInputException Garbage(string line) => Fault($"answers {OneLine.Quoted(line)}", "see that it prints nothing else to standard output");

    private BadInputException Ended(ShellProcess process, CancellationToken late)
    {
        string error = process.LastError(late) is { Length: > 0 } last ? $", saying {OneLine.Quoted(last)}" : "";
        return Fault($"ended with exit code {process.ExitCode(late).ToString(CultureInfo.InvariantCulture)} without an answer{error}", "try it by hand with the path of a safetensors file");
    }

    private BadInputException Fault(string what, string next) => new(
        $"--loss-command: given {OneLine.Quoted(text)}, which {what}; allowed is a line of LOSS, LOSS ACCURACY or LOSS ACCURACY TEST_LOSS TEST_ACCURACY for each path{(IsServer ? " that it reads from its standard input" : "")}; {next}");
}
