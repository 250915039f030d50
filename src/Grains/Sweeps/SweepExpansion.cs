using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Turns a sweep into its runs.</summary>
public static class SweepExpansion
{
    /// <summary>
    /// Every run of a sweep in a fixed order: by task, method, grid point (last axis fastest), seed. Runs that coincide, as those of method none do along a
    /// grid of weight decays, appear once.
    /// </summary>
    public static IEnumerable<RunSpecification> Runs(SweepSpecification sweep)
    {
        HashSet<string> seen = [];
        return from task in sweep.Tasks
               from method in sweep.Methods
               from point in Points(sweep.Grid)
               from seed in sweep.Seeds
               let run = Run(sweep, task, method, seed, point)
               where seen.Add(RunId.Of(run))
               select run;
    }

    /// <summary>Every run of a sweep together with how it is measured, in the same order.</summary>
    public static IEnumerable<RunPlan> Plans(SweepSpecification sweep) => Runs(sweep).Select(run => new RunPlan(run, sweep.Measure));

    /// <summary>How many combinations a sweep names, before those that coincide are merged; cheap also for a grid that is too large to list.</summary>
    public static double Combinations(SweepSpecification sweep) =>
        sweep.Grid.Aggregate((double)sweep.Tasks.Count * sweep.Methods.Count * sweep.Seeds.Count, (product, axis) => product * axis.Values.Count);

    private static RunSpecification Run(SweepSpecification sweep, Operation task, Method method, ulong seed, IReadOnlyList<(string Name, double Value)> point)
    {
        RunSpecification run = Paper.Run(task, method, seed, sweep.Epochs, sweep.Network);
        foreach ((string name, double value) in sweep.Fixed.Select(each => (each.Key, each.Value)).Concat(point))
        {
            Hyperparameter hyperparameter = Hyperparameter.Find(name) ?? throw new ArgumentException($"There is no hyperparameter '{name}'.", nameof(sweep));
            run = hyperparameter.With(run, value);
        }

        return run;
    }

    private static IEnumerable<IReadOnlyList<(string Name, double Value)>> Points(IReadOnlyList<GridAxis> grid) =>
        grid.Aggregate(
            (IEnumerable<IReadOnlyList<(string, double)>>)[[]],
            (points, axis) => points.SelectMany(point => axis.Values.Select(value => (IReadOnlyList<(string, double)>)[.. point, (axis.Hyperparameter, value)])));
}
