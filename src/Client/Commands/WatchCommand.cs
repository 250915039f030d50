using System.CommandLine;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Watching;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok watch</c>: shows a sweep of a running cluster until it ends. Ctrl-C leaves it alone.</summary>
public static class WatchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services) => SweepCommand.Create(
        services,
        "watch",
        "Show a sweep of a running cluster until it ends; Ctrl-C detaches, and the sweep goes on.",
        async (call, cancellationToken) =>
        {
            IProgressView view = call.IsJson ? new JsonProgress(services.Console) : ProgressViews.For(services.Console, services.Clock);
            try
            {
                await NumericsNotice.Print(call.Grains, services.Error, cancellationToken);
                SweepProgress last = await view.Show(LastingWatch.Of(call.Sweep, services.Error, services.Clock, cancellationToken));
                if (!call.IsJson)
                {
                    services.Error.WritePlain($"'grok export {call.Id}' writes its tables{(last.Totals.Failed > 0 ? $"; 'grok retry {call.Id} --failed' tries its failed runs again" : "")}");
                }

                return last is { State: SweepState.Completed, Totals.Failed: 0 } ? ExitCodes.Ok : ExitCodes.Failed;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                services.Error.WritePlain($"Detached; the sweep goes on. 'grok watch {call.Id}' follows it again, 'grok cancel {call.Id}' stops it.");
                throw;
            }
        });
}
