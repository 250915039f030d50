using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok list</c>: every sweep of a running cluster.</summary>
public static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        ClusterOptions cluster = new();
        Command command = cluster.AddTo(new("list", "List the sweeps of a running cluster, the newest first."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using IClusterConnection connection = await services.Connector.ConnectAsync(cluster.Target(parsed), cancellationToken);
            IReadOnlyList<SweepSummary> sweeps = await Now(connection.Grains).WaitAsync(cancellationToken);
            if (cluster.IsJson(parsed))
            {
                foreach (SweepSummary sweep in sweeps)
                {
                    services.Console.WriteJson(SweepReports.Of(sweep));
                }

                return ExitCodes.Ok;
            }

            TextTable table = new("sweep", "state", ">ended", ">runs", ">failed", ">priority", "submitted");
            foreach (SweepSummary sweep in sweeps)
            {
                table.Add(
                    sweep.SweepId,
                    sweep.State.ToString().ToLowerInvariant(),
                    Number(sweep.Totals.Ended),
                    Number(sweep.Totals.Runs),
                    Number(sweep.Totals.Failed),
                    Number(sweep.Priority),
                    sweep.SubmittedAt.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture));
            }

            table.Print(services.Console);
            return ExitCodes.Ok;
        });
        return command;
    }

    // The catalogue knows where sweeps stood when they began and ended; those under way are asked.
    private static async Task<IReadOnlyList<SweepSummary>> Now(IGrainFactory grains) => await Task.WhenAll(
        (await grains.GetGrain<ISweepCatalogGrain>(0).List()).Select(async sweep =>
        {
            if (sweep.State != SweepState.Running)
            {
                return sweep;
            }

            SweepProgress now = await grains.GetGrain<ISweepGrain>(sweep.SweepId).Progress();
            return sweep with { State = now.State, Priority = now.Priority, Totals = now.Totals };
        }));

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
