using System.CommandLine;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Watching;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok cancel</c>: stops a sweep of a running cluster.</summary>
public static class CancelCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services) => SweepCommand.Create(
        services,
        "cancel",
        "Stop a sweep of a running cluster; runs that another sweep wants go on, and what is done is kept.",
        async (call, cancellationToken) =>
        {
            SweepSummary sweep = await call.Sweep.Cancel().WaitAsync(cancellationToken);
            if (call.IsJson)
            {
                services.Console.WriteJson(SweepReports.Of(sweep));
            }
            else
            {
                services.Console.WritePlain($"{sweep.SweepId}: {sweep.State.ToString().ToLowerInvariant()}, {ProgressText.Counts(sweep.Totals)}");
            }

            return ExitCodes.Ok;
        });
}
