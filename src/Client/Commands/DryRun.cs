using System.Globalization;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;

namespace GrokCluster.Client.Commands;

/// <summary>What a sweep would do, in lines for people.</summary>
public static class DryRun
{
    private const int MostCells = 60;
    private const int MostSeeds = 8;

    /// <summary>The lines of a dry run.</summary>
    /// <param name="request">The sweep.</param>
    /// <param name="estimate">What the silo's data adds; null where there is none.</param>
    public static IEnumerable<string> Lines(RunRequest request, SweepEstimate? estimate)
    {
        SweepSpecification sweep = request.Sweep;
        RunSpecification[] runs = [.. SweepExpansion.Runs(sweep)];
        IReadOnlyList<int> checkpoints = Schedule.Geometric(sweep.Measure.ScheduleBase, sweep.Epochs);
        int evaluations = checkpoints.Union(Schedule.Geometric(sweep.Measure.EvaluationBase, sweep.Epochs)).Count();
        string epsilons = string.Join(", ", sweep.Measure.Epsilons.Select(epsilon => epsilon.ToString(CultureInfo.InvariantCulture)));

        return
        [
            Line($"{sweep.Name}: {runs.Length:N0} runs of {sweep.Epochs:N0} epochs, {sweep.Network.Name()}"),
            "",
            .. Cells(sweep, runs),
            "",
            Line($"per run      {checkpoints.Count:N0} checkpoints measured, accuracies at {evaluations:N0} epochs"),
            Line($"in all       {(double)runs.Length * sweep.Epochs:N0} epochs, {(double)runs.Length * checkpoints.Count:N0} checkpoints, each at ε {epsilons} with {sweep.Measure.Evaluations:N0} candidates"),
            .. sweep.Measure.MoreCoders.Count == 0 ? [] : (string[])[$"coders       {string.Join(", ", sweep.Measure.Coders.Select(coder => coder.Name()))}"],
            .. Estimate(estimate, runs.Length),
            $"results      {request.OutputDirectory}",
            "Nothing was started; leave out --dry-run to run it.",
        ];
    }

    private static IEnumerable<string> Cells(SweepSpecification sweep, RunSpecification[] runs)
    {
        // By effective values: where a method has no such regulariser, the grid's points coincide.
        (string Label, string Seeds)[] cells =
        [
            .. from run in runs
               group run.Seed by Label(sweep, run) into cell
               select (cell.Key, Seeds([.. cell])),
        ];
        int width = cells.Max(cell => cell.Label.Length);
        foreach ((string label, string seeds) in cells.Take(MostCells))
        {
            yield return $"  {label.PadRight(width)}  seeds {seeds}";
        }

        if (cells.Length > MostCells)
        {
            yield return Line($"  … and {cells.Length - MostCells:N0} more cells");
        }
    }

    private static string Label(SweepSpecification sweep, RunSpecification run) => string.Join(
        "  ",
        [
            run.Task.Name().PadRight(sweep.Tasks.Max(task => task.Name().Length)),
            run.Method.Name().PadRight(sweep.Methods.Max(method => method.Name().Length)),
            .. sweep.Grid.Select(axis => Line($"{axis.Hyperparameter}={Hyperparameter.Find(axis.Hyperparameter)!.Get(run)}")),
        ]).TrimEnd();

    private static string Seeds(ulong[] seeds)
    {
        bool contiguous = seeds.Length > 2 && seeds.Index().All(each => each.Item == seeds[0] + (ulong)each.Index);
        string more = seeds.Length > MostSeeds ? $", … ({seeds.Length} in all)" : "";
        return contiguous ? $"{seeds[0]}..{seeds[^1]}" : string.Join(", ", seeds.Take(MostSeeds)) + more;
    }

    private static IEnumerable<string> Estimate(SweepEstimate? estimate, int runs)
    {
        if (estimate is not null)
        {
            yield return Line($"done         {estimate.RunsDone:N0} of {runs:N0} runs");
            yield return Line($"cohorts      {estimate.Cohorts:N0}");
            yield return $"time         {(estimate.Remaining is { } time ? $"about {Duration(time)}" : "not known before the first checkpoints")}";
        }
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => "a minute",
        { TotalHours: < 2 } => Line($"{time.TotalMinutes:F0} minutes"),
        { TotalDays: < 2 } => Line($"{time.TotalHours:F0} hours"),
        _ => Line($"{time.TotalDays:F0} days"),
    };

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
