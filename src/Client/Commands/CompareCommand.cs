using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Comparison;
using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok compare DIR</c>: what a sweep found against what Figure 2 of the paper shows.</summary>
public static class CompareCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> results = new("DIR") { Description = "Results of a sweep: the folder of runs.csv, epochs.csv and measurements.csv." };
        Option<bool> json = new("--json") { Description = "Print JSON, a task, method and grid point a line, for programs." };
        Command command = new("compare", "Compare results with the published values (the paper's Figure 2), task by task.") { results, json };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetRequiredValue(results);
            IReadOnlyList<RunRecord> runs = ResultTables.Read(directory);
            IReadOnlyList<TaskComparison> tasks = TaskComparison.Of(runs);
            if (tasks.Count == 0)
            {
                throw new BadInputException($"{directory}: its runs.csv has no run; allowed is a folder of results with one at least; let the sweep begin, then export again");
            }

            if (parsed.GetValue(json))
            {
                CoderTable? coders = CoderTable.Of(runs);
                tasks.SelectMany(task => task.Methods.Select(method => Report(task, method, coders))).ToList().ForEach(services.Console.WriteJson);
            }
            else
            {
                Print(tasks, services);
                Print(CoderTable.Of(runs), services);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(IReadOnlyList<TaskComparison> tasks, CommandServices services)
    {
        foreach (TaskComparison task in tasks)
        {
            double epsilon = task.Methods[0].Epsilon;
            services.Console.WritePlain(double.IsNaN(epsilon) ? $"{task.Title} (complexity not measured)" : string.Create(CultureInfo.InvariantCulture, $"{task.Title}, complexity at ε = {epsilon}"));
            ComparisonTable comparison = ComparisonTable.Of(task);
            TextTable table = new([comparison.Header[0], .. comparison.Header.Skip(1).Select(name => $">{name}")]);
            foreach (IReadOnlyList<string> row in comparison.Rows)
            {
                table.Add([.. row]);
            }

            table.Print(services.Console);
            comparison.Notes.ToList().ForEach(services.Console.WritePlain);
            services.Console.WritePlain("");
        }

        services.Console.WritePlain(string.Create(CultureInfo.InvariantCulture, $"Ours: mean ± standard error over the seeds that have the value. Published: read off Figure 2, whose curves are means over {PublishedCurve.Seeds} seeds."));
    }

    private static void Print(CoderTable? coders, CommandServices services)
    {
        if (coders is null)
        {
            return;
        }

        services.Console.WritePlain("");
        services.Console.WritePlain("Published coder against ours");
        TextTable table = new([.. coders.Header]);
        foreach (IReadOnlyList<string> row in coders.Cells())
        {
            table.Add([.. row]);
        }

        table.Print(services.Console);
        services.Console.WritePlain(coders.Note);
    }

    private static object Report(TaskComparison task, MethodSummary method, CoderTable? coders) => new
    {
        task = task.Task.Name(),
        method = method.Method.Name(),
        point = task.Point,
        method.Seeds,
        left_out = method.LeftOut,
        method.Epsilon,
        last_epoch = new { least = method.LastEpoch.Least, most = method.LastEpoch.Most },
        has_published_settings = method.Deviations.Count == 0,
        method.Deviations,
        quantities = Quantity.All.ToDictionary(quantity => quantity.Name, quantity => Value(method, quantity)),
        coders = (coders?.Rows ?? []).Where(row => row.Task == task.Task && row.Method == method.Method && row.Point == task.Point).Select(row => new
        {
            row.Epoch,
            row.Epsilon,
            row.Seeds,
            sizes = row.Sizes.ToDictionary(size => size.Coder.Name(), size => new { size.Bytes, size.Ratio, largest_ratio = size.LargestRatio }),
        }),
    };

    private static object Value(MethodSummary method, Quantity quantity) => new
    {
        method.Value(quantity).Mean,
        standard_error = method.Value(quantity).StandardError,
        method.Value(quantity).Count,
        published = method.Published is { } curve ? quantity.Published(curve) : null,
        ratio = method.Ratio(quantity),
        shorter = method.IsShorter(quantity),
    };
}
