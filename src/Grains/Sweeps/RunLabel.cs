using System.Globalization;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Sweeps;

/// <summary>What people call a run of a sweep.</summary>
public static class RunLabel
{
    /// <summary>Task, method and seed, and the hyperparameters that the sweep varies: <c>add ours seed 3 weight_decay=0.3</c>.</summary>
    public static string Of(SweepSpecification sweep, RunSpecification run)
    {
        IEnumerable<string> varied = sweep.Grid.Select(axis => string.Create(CultureInfo.InvariantCulture, $" {axis.Hyperparameter}={Hyperparameter.Find(axis.Hyperparameter)!.Get(run)}"));
        return string.Create(CultureInfo.InvariantCulture, $"{run.Task.Name()} {run.Method.Name()} seed {run.Seed}{string.Concat(varied)}");
    }
}
