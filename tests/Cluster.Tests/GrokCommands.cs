using GrokCluster.Client.Commands;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Running;
using Spectre.Console;

namespace GrokCluster.Cluster.Tests;

/// <summary>
/// The commands of <c>grok</c> in this process, for clients of a cluster that are only means to a test's end: to start the program each time costs more than what it then does. What is
/// stopped by itself is a <see cref="GrokProcess"/>.
/// </summary>
internal static class GrokCommands
{
    /// <summary>Runs one to its end.</summary>
    /// <returns>The exit code and what was said on each stream.</returns>
    public static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        ClusterConnector connector = new();
        EmbeddedSweepRunner runner = new(On(output), On(error), TimeProvider.System, connector);
        CommandServices services = new() { Console = On(output), Error = On(error), Runner = runner, Connector = connector };
        int code = await GrokCommand.InvokeAsync(arguments, services, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private static IAnsiConsole On(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
}
