using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Figures;

/// <summary>The runs of one task, which share a panel.</summary>
/// <param name="Task">The task.</param>
/// <param name="Runs">Its runs, of any method.</param>
public sealed record TaskRuns(Operation Task, IReadOnlyList<RunRecord> Runs)
{
    // The paper's order, which puts tasks of like networks, and so of like complexity, side by side.
    private static readonly (Operation Task, string Title)[] Titles =
    [
        (Operation.Add, "Mod Addition"), (Operation.Mul, "Mod Multiplication"), (Operation.Sub, "Mod Subtraction"), (Operation.Div, "Mod Division"),
        (Operation.SumOfSquares, "Mod x² + y²"), (Operation.QuadraticForm, "Mod x² + xy + y²"),
    ];

    /// <summary>The panel's title.</summary>
    public string Title => Titles.First(each => each.Task == Task).Title;

    /// <summary>The methods that it has runs of, in the order of figures, each with its runs.</summary>
    public IEnumerable<(Method Method, IReadOnlyList<RunRecord> Runs)> Methods =>
        from method in MethodLooks.Order
        let runs = Runs.Where(run => run.Specification.Method == method).ToList()
        where runs.Count > 0
        select (method, (IReadOnlyList<RunRecord>)runs);

    /// <summary>Divides runs by task, in the order of the paper.</summary>
    public static IReadOnlyList<TaskRuns> Of(IEnumerable<RunRecord> runs)
    {
        ILookup<Operation, RunRecord> byTask = runs.ToLookup(run => run.Specification.Task);
        return [.. from each in Titles where byTask.Contains(each.Task) select new TaskRuns(each.Task, [.. byTask[each.Task]])];
    }
}
