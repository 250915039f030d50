using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Sums over runs, of a sweep or a part of it.</summary>
/// <param name="Waiting">Runs not yet begun.</param>
/// <param name="Running">Runs under way.</param>
/// <param name="Completed">Runs trained and measured to the end.</param>
/// <param name="Diverged">Runs whose loss ceased to be a number.</param>
/// <param name="Failed">Runs given up.</param>
/// <param name="Cancelled">Runs stopped by the user.</param>
/// <param name="Measured">Checkpoints measured.</param>
/// <param name="ToMeasure">Checkpoints of all runs.</param>
/// <param name="Work">Parts of runs done, in runs.</param>
/// <param name="Measuring">Those of <paramref name="Running"/> whose training is done.</param>
/// <param name="Outstanding">Checkpoints stored and not yet measured.</param>
[GenerateSerializer]
[Immutable]
public readonly record struct SweepTotals(
    int Waiting, int Running, int Completed, int Diverged, int Failed, int Cancelled, long Measured, long ToMeasure, double Work, int Measuring = 0, int Outstanding = 0)
{
    /// <summary>Runs for which nothing more will happen.</summary>
    public int Ended => Completed + Diverged + Failed + Cancelled;

    /// <summary>All runs.</summary>
    public int Runs => Waiting + Running + Ended;

    /// <summary>The sums of both.</summary>
    public static SweepTotals operator +(SweepTotals a, SweepTotals b) => new(
        a.Waiting + b.Waiting, a.Running + b.Running, a.Completed + b.Completed, a.Diverged + b.Diverged, a.Failed + b.Failed, a.Cancelled + b.Cancelled,
        a.Measured + b.Measured, a.ToMeasure + b.ToMeasure, a.Work + b.Work, a.Measuring + b.Measuring, a.Outstanding + b.Outstanding);

    /// <summary>The sums over some runs.</summary>
    public static SweepTotals Of(IEnumerable<RunProgress> runs) => runs.Aggregate(default(SweepTotals), (sum, run) => sum + Of(run));

    /// <summary>Runs that nothing is known of yet.</summary>
    public static SweepTotals Unopened(int runs, int checkpointsOfRun) => new(runs, 0, 0, 0, 0, 0, 0, (long)runs * checkpointsOfRun, 0);

    // Training an epoch and measuring a checkpoint take times of their own; as parts of a run they weigh about the same over the schedule.
    private static SweepTotals Of(RunProgress run) => new(
        run.State == RunState.Waiting ? 1 : 0,
        run.State == RunState.Running ? 1 : 0,
        run.State == RunState.Completed ? 1 : 0,
        run.State == RunState.Diverged ? 1 : 0,
        run.State == RunState.Failed ? 1 : 0,
        run.State == RunState.Cancelled ? 1 : 0,
        run.Measured,
        run.ToMeasure,
        run.HasEnded ? 1 : (((double)run.Epoch / run.Epochs) + ((double)run.Measured / run.ToMeasure)) / 2,
        run.State == RunState.Running && run.Epoch == run.Epochs ? 1 : 0,
        run.HasEnded ? 0 : run.Outstanding);
}
