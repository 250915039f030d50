using GrokCluster.Grains.Sweeps;
using Spectre.Console;

namespace GrokCluster.Client.Watching;

/// <summary>Shows a sweep while it runs.</summary>
public interface IProgressView
{
    /// <summary>Shows every state that comes, until the last.</summary>
    /// <param name="states">As <see cref="ISweepGrain.Watch"/> gives them.</param>
    /// <returns>The last.</returns>
    Task<SweepProgress> Show(IAsyncEnumerable<SweepProgress> states);
}

/// <summary>Chooses a view.</summary>
public static class ProgressViews
{
    /// <summary>A table that is drawn over itself on a terminal; plain lines where the output goes to a file or a pipe.</summary>
    public static IProgressView For(IAnsiConsole console, TimeProvider clock) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi ? new LiveTable(console, clock) : new PlainProgress(console, clock);
}
