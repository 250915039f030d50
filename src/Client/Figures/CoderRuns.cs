using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>The runs of one task and method, which share a panel of coders.</summary>
/// <param name="Title">Of the panel.</param>
/// <param name="Runs">At least one.</param>
public sealed record CoderRuns(string Title, IReadOnlyList<RunRecord> Runs)
{
    /// <summary>Whether another coder than bzip2 has measured a run.</summary>
    public static bool HasCoders(RunRecord run) => run.Measurements.Any(each => each.Coded.Count > 0);

    /// <summary>The coders that have measured these runs, bzip2 first.</summary>
    public static IReadOnlyList<CoderKind> Coders(IEnumerable<RunRecord> runs)
    {
        HashSet<CoderKind> found = [.. runs.SelectMany(run => run.Measurements).SelectMany(each => each.Coded).Select(each => each.Coder)];
        return [.. CoderLooks.Order.Where(coder => coder == CoderKind.Bzip2 || found.Contains(coder))];
    }

    /// <summary>Divides runs by task and method, in the order of figures. A panel names its method where it is not the paper's own.</summary>
    public static IReadOnlyList<CoderRuns> Of(IEnumerable<RunRecord> runs) =>
    [
        .. from task in TaskRuns.Of(runs)
           from method in task.Methods
           select new CoderRuns(method.Method == Grokking.Runs.Method.Ours ? task.Title : $"{task.Title}, {MethodLooks.Of(method.Method).Label.ToLowerInvariant()}", method.Runs),
    ];
}
