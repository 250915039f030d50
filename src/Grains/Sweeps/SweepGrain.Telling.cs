namespace GrokCluster.Grains.Sweeps;

/// <content>What the coordinator tells of its sweep.</content>
public sealed partial class SweepGrain
{
    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.Forget();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    // Metrics have no sums that lack open pages, as they do until those have been asked.
    private void Show()
    {
        feed.Change();
        if (Log.OpenPages.All(pages.Knows) || Log.State != SweepState.Running)
        {
            metrics.Show(Snapshot(), expansion!.Count);
        }
    }

    private Task Catalogue() => GrainFactory.GetGrain<ISweepCatalogGrain>(0).Put(Summary());

    private SweepSummary Summary() => new(this.GetPrimaryKeyString(), Log.SubmittedAt ?? default, Log.State, Log.Priority, Totals());

    private SweepProgress Snapshot() => new(
        this.GetPrimaryKeyString(),
        Log.State,
        Log.Priority,
        text.State.Specification?.Measure.HeadlineEpsilon ?? double.NaN,
        Totals(),
        shown.List(),
        Log.State == SweepState.Running ? remaining?.Estimate(WorkDone()) : null,
        Log.State == SweepState.Running ? devices.Hindrance : null);

    private SweepTotals Totals()
    {
        SweepTotals known = pages.Sum(Log.Closed);
        SweepTotals all = expansion is null ? known : known + SweepTotals.Unopened(expansion.Count - known.Runs, checkpointsOfRun);
        return Log.State != SweepState.Cancelled ? all : all with { Waiting = 0, Running = 0, Measuring = 0, Outstanding = 0, Cancelled = all.Cancelled + all.Waiting + all.Running };
    }

    private double WorkDone() => expansion is null ? 0 : Totals().Work / expansion.Count;
}
