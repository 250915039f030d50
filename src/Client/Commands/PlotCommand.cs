using System.CommandLine;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Results;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok plot DIR</c>: draws the figures from the tables of a finished or running sweep.</summary>
public static class PlotCommand
{
    private const int Drawn = 0, BadInput = 2;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> results = new("DIR") { Description = "Results of a sweep: the folder of runs.csv, epochs.csv and measurements.csv." };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Where figures go. [default: DIR/figures]" };
        Option<string> figure = new("--figure")
        {
            HelpName = string.Join('|', FigureSet.Ids),
            Description = $"Which figure: {string.Join("; ", FigureSet.All.Select(each => $"{each.Id} is {each.Description}"))}.",
            DefaultValueFactory = _ => FigureSet.Everything,
        };
        Command command = new("plot", "Draw the paper's figures from results, as PNG and SVG.") { results, output, figure };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetRequiredValue(results);
            string target = parsed.GetValue(output) ?? Path.Combine(directory, FigureSet.FolderName);
            InvocationConfiguration streams = parsed.InvocationConfiguration;
            return Draw(directory, target, parsed.GetRequiredValue(figure), streams.Output, streams.Error);
        });
        return command;
    }

    private static int Draw(string directory, string target, string figure, TextWriter output, TextWriter error)
    {
        try
        {
            IReadOnlyList<string> paths = FigureSet.DrawAll(directory, target, figure);
            foreach (string path in paths)
            {
                output.WriteLine(path);
            }

            if (paths.Count > 0)
            {
                return Drawn;
            }

            error.WriteLine($"{directory}: its runs have nothing to draw for --figure {figure}. Let the sweep train further, or give another figure of {string.Join(", ", FigureSet.Ids)}.");
        }
        catch (ResultsException fault)
        {
            error.WriteLine(fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{target}: figures cannot be written there ({fault.Message.TrimEnd('.')}). Give another folder with --out DIR.");
        }

        return BadInput;
    }
}
