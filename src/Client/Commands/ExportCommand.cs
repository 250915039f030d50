using System.CommandLine;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok export</c>: writes the tables of what a sweep has so far, without computing anything, whether its cluster runs or not.</summary>
public static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> sweep = new("SWEEP") { Description = "Its id or the beginning of it, or the sweep file." };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Where tables go. [default: results/<name of the sweep>]" };
        Option<string[]> format = FormatOption.Create();
        ClusterOptions cluster = new();
        Command command = cluster.AddTo(new("export", "Write the tables of what a sweep has computed so far.") { sweep, output, format });
        command.SetAction((parsed, cancellationToken) => services.Runner.ExportAsync(new(parsed.GetRequiredValue(sweep), parsed.GetValue(output), FormatOption.Parse(parsed.GetValue(format)), cluster.Target(parsed)), cancellationToken));
        return command;
    }
}
