using System.Globalization;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Runs;

/// <summary>What people call a run.</summary>
public static class RunLabel
{
    /// <summary>Task, method and seed, and every hyperparameter that is not the paper's: <c>add ours seed 3 weight_decay=0.3</c>.</summary>
    public static string Of(RunSpecification run)
    {
        RunSpecification paper = Paper.Run(run.Task, run.Method, run.Seed, run.Epochs, run.Architecture.Kind);
        IEnumerable<string> own = Hyperparameter.All
            .Where(each => each.Get(run) != each.Get(paper))
            .Select(each => string.Create(CultureInfo.InvariantCulture, $" {each.Name}={each.Get(run)}"));
        return string.Create(CultureInfo.InvariantCulture, $"{run.Task.Name()} {run.Method.Name()} seed {run.Seed}{string.Concat(own)}");
    }
}
