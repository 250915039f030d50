using GrokCluster.Client.Figures;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Comparison;

/// <summary>One task at one grid point: its methods side by side, ours first.</summary>
/// <param name="Task">The task.</param>
/// <param name="Point">The grid point in words, such as <c>weight_decay = 0.3</c>; empty where there is no grid.</param>
/// <param name="Methods">A summary for each method that has runs.</param>
public sealed record TaskComparison(Operation Task, string Point, IReadOnlyList<MethodSummary> Methods)
{
    private static readonly Method[] Order = [Method.Ours, Method.WeightDecay, Method.None];

    /// <summary>For a heading, such as <c>add, weight_decay = 0.3</c>.</summary>
    public string Title => Point.Length == 0 ? Task.Name() : $"{Task.Name()}, {Point}";

    /// <summary>Compares all runs, task by task and within it grid point by grid point, each in order of first appearance.</summary>
    public static IReadOnlyList<TaskComparison> Of(IReadOnlyList<RunRecord> runs) =>
    [
        .. from point in GridPoint.Of(runs).SelectMany(point => point.Runs.GroupBy(run => run.Specification.Task, (task, ofTask) => (Task: task, point.Title, Runs: ofTask.ToList())))
           group point by point.Task into task
           from point in task
           select new TaskComparison(point.Task, point.Title, [.. from method in Order
                                                                  let ofMethod = point.Runs.Where(run => run.Specification.Method == method).ToList()
                                                                  where ofMethod.Count > 0
                                                                  select MethodSummary.Of(ofMethod)]),
    ];
}
