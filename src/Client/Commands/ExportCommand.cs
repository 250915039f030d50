using System.CommandLine;
using GrokCluster.Client.SweepFiles;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok export SWEEP.yaml</c>: writes the tables of what a sweep has so far, without computing anything.</summary>
public static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> file = new("SWEEP.yaml") { Description = "The sweep file that was run." };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Where tables go. [default: results/<name of the sweep>]" };
        Option<string> data = new("--data") { HelpName = "DIR", Description = "Where the sweep's state is kept.", DefaultValueFactory = _ => ".grok" };
        Command command = new("export", "Write the tables of what a sweep has computed so far.") { file, output, data };
        command.SetAction((parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            SweepSpecification sweep = SweepFile.Read(path, allowMany: true);
            RunRequest request = new(sweep, path, parsed.GetValue(output) ?? Path.Combine("results", sweep.Name), parsed.GetRequiredValue(data), Slots: null);
            WritableDirectory.Ensure(request.OutputDirectory, "--out");
            return services.Runner.ExportAsync(request, cancellationToken);
        });
        return command;
    }
}
