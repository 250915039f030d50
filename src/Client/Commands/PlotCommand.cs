using System.CommandLine;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok plot DIR</c>: draws the figures from the tables of a finished or running sweep.</summary>
public static class PlotCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> results = new("DIR") { Description = "Results of a sweep: the folder of runs.csv, epochs.csv and measurements.csv." };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Where figures go. [default: DIR/figures]" };
        Option<string> figure = new("--figure")
        {
            HelpName = "ID",
            Description = $"Which figure: {string.Join("; ", FigureSet.All.Select(each => $"{each.Id} is {each.Description}"))}; or {FigureSet.Everything}.",
            DefaultValueFactory = _ => FigureSet.Everything,
        };
        Command command = new("plot", "Draw the paper's figures from results, as PNG and SVG.") { results, output, figure };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetRequiredValue(results);
            return Draw(services, directory, parsed.GetValue(output) ?? Path.Combine(directory, FigureSet.FolderName), parsed.GetRequiredValue(figure));
        });
        return command;
    }

    private static int Draw(CommandServices services, string directory, string target, string figure)
    {
        IReadOnlyList<string> paths;
        try
        {
            paths = FigureSet.DrawAll(directory, target, figure);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{target}: figures cannot be written there ({fault.Message.TrimEnd('.')}); give another folder with --out DIR");
        }

        if (paths.Count == 0)
        {
            string needs = FigureSet.Find(figure) is { } asked
                ? $", which needs {asked.Needs}"
                : $" (of a grid of more than {FigureSet.MostPoints} points it draws what shows the whole grid)";
            throw new BadInputException($"{directory}: its runs have nothing to draw for --figure {figure}{needs}; let the sweep train further, or give another figure of {string.Join(", ", FigureSet.Ids)}");
        }

        foreach (string path in paths)
        {
            services.Console.WritePlain(path);
        }

        return ExitCodes.Ok;
    }
}
