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

    /// <summary>
    /// Divides runs by grid point, in order of first appearance. Settings vary if they do so within one task and method: that the paper's settings differ
    /// from task to task makes no grid.
    /// </summary>
    public static IReadOnlyList<GridPoint> Of(IEnumerable<RunRecord> runs)
    {
        List<RunRecord> all = [.. runs];
        List<Hyperparameter> varying = [.. Hyperparameter.All.Where(each => all
            .GroupBy(run => (run.Specification.Task, run.Specification.Method), run => each.Get(run.Specification))
            .Any(values => values.Distinct().Skip(1).Any()))];
        return
        [
            .. from run in all
               let settings = varying.Select(each => (each.Name, each.Get(run.Specification))).ToList()
               group run by string.Join('\n', settings) into point
               let first = point.First()
               select new GridPoint([.. varying.Select(each => (each.Name, each.Get(first.Specification)))], [.. point]),
        ];
    }
}
