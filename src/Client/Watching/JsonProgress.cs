using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Sweeps;
using Spectre.Console;

namespace GrokCluster.Client.Watching;

/// <summary>Every state as a line of JSON.</summary>
public sealed class JsonProgress(IAnsiConsole console) : IProgressView
{
    /// <inheritdoc/>
    public async Task<SweepProgress> Show(IAsyncEnumerable<SweepProgress> states)
    {
        SweepProgress? last = null;
        await foreach (SweepProgress sweep in states)
        {
            console.WriteJson(SweepReports.Of(sweep));
            last = sweep;
        }

        return last ?? throw new InvalidOperationException("The sweep told nothing of itself.");
    }
}
