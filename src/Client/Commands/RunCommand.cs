using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok run</c>: a sweep from its file to its figures, in this process.</summary>
public static class RunCommand
{
    private const int MostSlots = 1024;

    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> file = new("SWEEP.yaml") { Description = "The sweep file, such as sweeps/quickstart.yaml." };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Where results go. [default: results/<name of the sweep>]" };
        Option<string> data = new("--data") { HelpName = "DIR", Description = "Where state and checkpoints are kept, to go on from.", DefaultValueFactory = _ => ".grok" };
        Option<int?> slots = new("--slots") { HelpName = "N", Description = "How many cohorts train at once. [default: one for each core]", CustomParser = Slots };
        Option<bool> yes = new("--yes") { Description = string.Create(CultureInfo.InvariantCulture, $"Run a sweep of more than {SweepFile.RunsWithoutAsking} runs.") };
        Option<bool> dryRun = new("--dry-run") { Description = "Print what would be run, and start nothing." };
        Command command = new("run", "Run a sweep on this machine, or go on with one that was stopped.") { file, output, data, slots, yes, dryRun };
        command.SetAction((result, cancellationToken) =>
        {
            string path = result.GetRequiredValue(file);
            SweepSpecification sweep = SweepFile.Read(path, result.GetValue(yes));
            RunRequest request = new(sweep, path, result.GetValue(output) ?? Path.Combine("results", sweep.Name), result.GetRequiredValue(data), result.GetValue(slots));
            return result.GetValue(dryRun) ? DryRunAsync(request, services, cancellationToken) : RunAsync(request, services, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(RunRequest request, CommandServices services, CancellationToken cancellationToken)
    {
        WritableDirectory.Ensure(request.OutputDirectory, "--out");
        WritableDirectory.Ensure(request.DataDirectory, "--data");
        return await services.Runner.RunAsync(request, cancellationToken);
    }

    private static async Task<int> DryRunAsync(RunRequest request, CommandServices services, CancellationToken cancellationToken)
    {
        SweepEstimate? estimate = services.Estimator is { } estimator ? await estimator.EstimateAsync(request, cancellationToken) : null;
        foreach (string line in DryRun.Lines(request, estimate))
        {
            services.Console.WritePlain(line);
        }

        return ExitCodes.Ok;
    }

    private static int? Slots(ArgumentResult result)
    {
        string given = result.Tokens[0].Value;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int slots) && slots is >= 1 and <= MostSlots)
        {
            return slots;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"option '--slots': given {OneLine.Quoted(given)}; allowed is a whole number from 1 to {MostSlots}"));
        return null;
    }
}
