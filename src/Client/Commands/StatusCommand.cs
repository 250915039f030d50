using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Watching;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok status</c>: where a sweep of a running cluster stands now.</summary>
public static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services) => SweepCommand.Create(
        services,
        "status",
        "Show where a sweep of a running cluster stands.",
        async (call, cancellationToken) =>
        {
            SweepProgress sweep = await call.Sweep.Progress().WaitAsync(cancellationToken);
            if (call.IsJson)
            {
                services.Console.WriteJson(SweepReports.Of(sweep));
                return ExitCodes.Ok;
            }

            services.Console.WritePlain(string.Create(CultureInfo.InvariantCulture, $"{sweep.SweepId}: {sweep.State.ToString().ToLowerInvariant()}, priority {sweep.Priority}"));
            services.Console.WritePlain(ProgressText.Counts(sweep.Totals));
            if (ProgressText.Left(sweep) is { Length: > 0 } left)
            {
                services.Console.WritePlain(left);
            }

            TextTable table = new("run", "id", "state", ">epoch", ">train", ">test", "complexity", ">measured");
            foreach (LabelledProgress run in sweep.Runs)
            {
                table.Add(
                    run.Label,
                    run.Latest.RunId,
                    run.Latest.State.ToString().ToLowerInvariant(),
                    string.Create(CultureInfo.InvariantCulture, $"{run.Latest.Epoch}/{run.Latest.Epochs}"),
                    ProgressText.Accuracy(run.Latest.TrainAccuracy),
                    ProgressText.Accuracy(run.Latest.TestAccuracy),
                    ProgressText.Complexity(run.Latest),
                    string.Create(CultureInfo.InvariantCulture, $"{run.Latest.Measured}/{run.Latest.ToMeasure}"));
            }

            table.Print(services.Console);
            if (sweep.Runs.Count < sweep.Totals.Runs)
            {
                services.Console.WritePlain(string.Create(CultureInfo.InvariantCulture, $"and {sweep.Totals.Runs - sweep.Runs.Count:N0} more runs"));
            }

            return ExitCodes.Ok;
        });
}
