using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>A point of a sweep's grid, and its runs.</summary>
/// <param name="Settings">The hyperparameters that vary over the grid; empty where there is none.</param>
/// <param name="Runs">The runs that have these settings.</param>
public sealed record GridPoint(IReadOnlyList<(string Name, double Value)> Settings, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>For a heading, such as <c>weight_decay = 0.3</c>.</summary>
    public string Title => string.Join(", ", Settings.Select(each => FormattableString.Invariant($"{each.Name} = {each.Value}")));

    /// <summary>For a file name, such as <c>-weight_decay-0.3</c>.</summary>
    public string Suffix => string.Concat(Settings.Select(each => FormattableString.Invariant($"-{each.Name}-{each.Value}")));

    /// <summary>A heading that tells which point it is of.</summary>
    public string Heading(string heading) => Settings.Count == 0 ? heading : $"{heading}, {Title}";

    /// <summary>
    /// The hyperparameters that vary: those that do so within one task and method. That the paper's settings differ from task to task makes no grid.
    /// </summary>
    public static IReadOnlyList<Hyperparameter> Varying(IReadOnlyList<RunRecord> runs) => [.. Hyperparameter.All.Where(each => runs
        .GroupBy(run => (run.Specification.Task, run.Specification.Method), run => each.Get(run.Specification))
        .Any(values => values.Distinct().Skip(1).Any()))];

    /// <summary>
    /// Divides runs by grid point, in order of first appearance. A run of a method that lacks a varying regulariser, as method none lacks weight decay, belongs to
    /// every point that it otherwise agrees with: it is what the others compare to.
    /// </summary>
    public static IReadOnlyList<GridPoint> Of(IEnumerable<RunRecord> runs)
    {
        List<RunRecord> all = [.. runs];
        return Of(all, Varying(all));
    }

    /// <summary>Divides runs by some of the hyperparameters that vary.</summary>
    public static IReadOnlyList<GridPoint> Of(IReadOnlyList<RunRecord> runs, IReadOnlyList<Hyperparameter> varying)
    {
        int most = runs.Select(run => Applying(run, varying)).DefaultIfEmpty().Max();
        List<RunRecord> compared = [.. runs.Where(run => Applying(run, varying) < most)];
        return
        [
            .. from run in runs
               where Applying(run, varying) == most
               let settings = varying.Select(each => (each.Name, each.Get(run.Specification))).ToList()
               group (Run: run, Settings: settings) by string.Join('\n', settings) into point
               let settings = point.First().Settings
               select new GridPoint(settings, [.. point.Select(each => each.Run), .. compared.Where(run => Agrees(run, varying, settings))]),
        ];
    }

    private static int Applying(RunRecord run, IReadOnlyList<Hyperparameter> varying) => varying.Count(each => each.AppliesTo(run.Specification.Method));

    private static bool Agrees(RunRecord run, IReadOnlyList<Hyperparameter> varying, IReadOnlyList<(string Name, double Value)> settings) =>
        varying.Zip(settings).All(each => !each.First.AppliesTo(run.Specification.Method) || each.First.Get(run.Specification) == each.Second.Value);
}
