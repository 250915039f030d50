using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Telemetry;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Sweeps;

/// <summary>The latest point of the curves of each task and method, for metrics; see <see cref="CurveReading"/>. Does not grow with the number of runs.</summary>
internal sealed class LatestPoints
{
    private readonly Dictionary<(Operation, Method), CurveReading> curves = [];

    /// <summary>One for each task and method that was heard of.</summary>
    public IReadOnlyList<CurveReading> All => [.. curves.Values];

    /// <summary>Takes news in.</summary>
    /// <param name="expansion">Tells the runs of the positions.</param>
    /// <param name="changed">Runs that have changed, or all of a page.</param>
    public void Take(SweepExpansion expansion, IEnumerable<LabelledProgress> changed)
    {
        // Of several, one under way: those that have ended say the same for as long as the page is open.
        foreach (LabelledProgress run in changed.Where(run => run.Latest.Epoch > 0).OrderBy(run => !run.Latest.HasEnded))
        {
            RunPlan plan = expansion.Plan(run.Position);
            (Operation, Method) key = (plan.Run.Task, plan.Run.Method);
            CurveReading before = curves.GetValueOrDefault(key) ?? new(plan.Run.Task.Name(), plan.Run.Method.Name(), null, null);
            curves[key] = before with { Training = Training(run.Latest) ?? before.Training, Complexity = Complexity(run.Latest, plan.Measure) ?? before.Complexity };
        }
    }

    private static TrainingPoint? Training(RunProgress run) => double.IsNaN(run.TrainAccuracy) ? null : new(run.Epoch, run.TrainAccuracy, run.TestAccuracy);

    private static ComplexityPoint? Complexity(RunProgress run, MeasureSettings measure) =>
        run.MeasuredEpoch == 0 ? null : new(run.MeasuredEpoch, [.. measure.Epsilons.Zip(run.Complexities)]);
}
