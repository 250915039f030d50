using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok submit</c>: hands a sweep to a running cluster and leaves it there.</summary>
public static class SubmitCommand
{
    private const int MostPriority = 100;

    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> file = new("SWEEP.yaml") { Description = "The sweep file." };
        Option<int?> priority = new("--priority")
        {
            HelpName = "N",
            Description = string.Create(CultureInfo.InvariantCulture, $"Weight against other sweeps, 1 to {MostPriority}: sweeps that compete get slot-time in proportion. [default: {SweepLog.DefaultPriority}, or as it was]"),
            CustomParser = Priority,
        };
        Option<string?> device = new("--device") { HelpName = string.Join('|', DeviceClass.Names), Description = "Class of the devices that train, instead of the file's." };
        Option<bool> yes = new("--yes") { Description = string.Create(CultureInfo.InvariantCulture, $"Submit a sweep of more than {SweepFile.RunsWithoutAsking} runs.") };
        ClusterOptions cluster = new();
        Command command = cluster.AddTo(new("submit", "Submit a sweep to a running cluster and print its id; submitted again, it goes on.") { file, priority, device, yes });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            SweepSpecification sweep = SweepFile.Read(parsed.GetRequiredValue(file), parsed.GetValue(yes));
            if (parsed.GetValue(device) is { } given)
            {
                sweep = DeviceClass.Names.Contains(given)
                    ? sweep with { Device = given }
                    : throw new BadInputException($"--device: given {OneLine.Quoted(given)}; allowed is one of {string.Join(", ", DeviceClass.Names)}");
            }

            await using IClusterConnection connection = await services.Connector.ConnectAsync(cluster.Target(parsed), cancellationToken);
            SweepSummary summary = await connection.Grains.GetGrain<ISweepGrain>(SweepId.Of(sweep)).Submit(sweep, parsed.GetValue(priority)).WaitAsync(cancellationToken);
            await NumericsNotice.Print(connection.Grains, services.Error, cancellationToken);
            if (cluster.IsJson(parsed))
            {
                services.Console.WriteJson(SweepReports.Of(summary));
            }
            else
            {
                // The id alone, so that a script can take it.
                services.Console.WritePlain(summary.SweepId);
                services.Error.WritePlain(string.Create(CultureInfo.InvariantCulture, $"{summary.Totals.Runs:N0} runs, {(summary.State == SweepState.Completed ? $"all done; 'grok export {summary.SweepId}' writes its tables" : $"'grok watch {summary.SweepId}' follows them")}"));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static int? Priority(ArgumentResult result)
    {
        string given = result.Tokens[0].Value;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int priority) && priority is >= 1 and <= MostPriority)
        {
            return priority;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"option '--priority': given {OneLine.Quoted(given)}; allowed is a whole number from 1 to {MostPriority}"));
        return null;
    }
}
