using System.CommandLine;
using GrokCluster.Client.Reports;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok report DIR</c>: a page about a finished or running sweep.</summary>
public static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> results = new("DIR") { Description = "Results of a sweep, as 'grok run' and 'grok export' write them (CSV)." };
        Option<string> output = new("--out") { HelpName = "FILE", Description = $"Where the page goes. [default: DIR/{Report.FileName}]" };
        Command command = new("report", "Write one page about a sweep, with figures, that a browser opens without a network.") { results, output };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output) ?? Path.Combine(parsed.GetRequiredValue(results), Report.FileName);
            try
            {
                services.Console.WritePlain(Report.Write(parsed.GetRequiredValue(results), path));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{path}: the page cannot be written there ({fault.Message.TrimEnd('.')}); give another file with --out FILE");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
