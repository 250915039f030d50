using System.Runtime.CompilerServices;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using Grokking.Training;

namespace GrokCluster.Grains.Sweeps;

/// <inheritdoc cref="ISweepGrain"/>
public sealed class SweepGrain(
    [PersistentState("specification")] IPersistentState<SweepText> text, [PersistentState("sweep")] IPersistentState<SweepLog> state, TimeProvider clock) : Grain, ISweepGrain, IRemindable
{
    // Orleans' least period. The reminder brings the sweep back after the loss of its silo when nobody asks for it.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookRound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(250);
    private const string ReminderName = "go-on";

    // Runs that wait beside those that are under way, so that no slot does; for a cluster of unknown size, enough for a large machine.
    private const int LeastOpenRuns = 4 * PageKey.Size;
    private const int OpenRunsPerSlot = 2;
    private const int PagesAtOnce = 4;

    private readonly Dictionary<int, SweepTotals> pages = [];
    private readonly ShownRuns shown = new();
    private SweepExpansion? expansion;
    private int checkpointsOfRun;
    private int slots;
    private string? seenHindrance;
    private string? hindrance;
    private RemainingTime? remaining;
    private IDisposable? timer;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SweepLog Log => state.State;

    private Claim Claim => new(this.GetPrimaryKeyString(), Log.Priority);

    private bool IsSubmitted => text.State.Specification is not null && Log.SubmittedAt is not null;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (IsSubmitted)
        {
            LayOut();

            // Not here: an activation that calls hundreds of grains could take longer than it may.
            timer = this.RegisterGrainTimer(LookRoundPages, new GrainTimerCreationOptions(TimeSpan.Zero, LookRound) { KeepAlive = Log.State == SweepState.Running });
        }
    }

    /// <inheritdoc/>
    public async Task<SweepSummary> Submit(SweepSpecification sweep, int? priority)
    {
        if (!IsSubmitted)
        {
            text.State.Specification = sweep;
            await text.WriteStateAsync();
            (Log.SubmittedAt, Log.State, Log.Priority) = (clock.GetUtcNow(), SweepState.Running, priority ?? SweepLog.DefaultPriority);
            await Save();
            LayOut();
        }
        else if (Log.State == SweepState.Cancelled || HasChanged(sweep))
        {
            text.State.Specification = sweep;
            await text.WriteStateAsync();
            Log.Priority = priority ?? Log.Priority;
            await BeginAgain();
        }
        else if (priority is { } given && given != Log.Priority)
        {
            Log.Priority = given;
            await Save();
        }

        if (Log.State == SweepState.Running)
        {
            await Run();
        }

        await Catalogue();
        return Summary();
    }

    /// <inheritdoc/>
    public async Task<SweepSummary> Cancel()
    {
        if (IsSubmitted && Log.State == SweepState.Running)
        {
            Log.State = SweepState.Cancelled;
            await Save();
            foreach (string queue in Queues())
            {
                await GrainFactory.GetGrain<IWorkQueueGrain>(queue).Withdraw(this.GetPrimaryKeyString());
            }

            foreach (int page in Log.OpenPages)
            {
                Take(await Page(page).Cancel());
            }

            await End();
        }

        return Summary();
    }

    /// <inheritdoc/>
    public async Task<int> RetryFailed()
    {
        int failed = Totals().Failed;
        if (IsSubmitted && failed > 0 && Log.State != SweepState.Cancelled)
        {
            Log.Retry = Guid.NewGuid().ToString("N");
            await BeginAgain();
            await Run();
            await Catalogue();
        }

        return failed;
    }

    /// <inheritdoc/>
    public Task<SweepSpecification?> Specification() => Task.FromResult(IsSubmitted ? text.State.Specification : null);

    /// <inheritdoc/>
    public Task<SweepProgress> Progress() => Task.FromResult(Snapshot());

    /// <inheritdoc/>
    public async IAsyncEnumerable<SweepProgress> Watch([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            Task next = changed.Task;
            SweepProgress snapshot = Snapshot();
            yield return snapshot;
            if (snapshot.State != SweepState.Running)
            {
                yield break;
            }

            await next.WaitAsync(cancellation);
            await Task.WhenAny(ended.Task, Task.Delay(ShowEvery, clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public async Task Observe(PageReport report)
    {
        if (Log.State == SweepState.Running && pages.ContainsKey(report.Page))
        {
            Take(report);
            await CloseAndOpen();
            ShowChange();
        }
    }

    /// <inheritdoc/>
    public async Task Reopen(int page)
    {
        if (Log.State == SweepState.Running && Log.OpenPages.Contains(page))
        {
            Take(await Page(page).Open(Order(page)));
            await CloseAndOpen();
            ShowChange();
        }
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Log.State == SweepState.Running ? Task.CompletedTask : StopReminding();

    private void LayOut()
    {
        expansion = new(text.State.Specification!);
        checkpointsOfRun = Schedule.Geometric(text.State.Specification!.Measure.ScheduleBase, text.State.Specification.Epochs).Count;
    }

    // All pages are looked at again; runs that have ended say so at once.
    private async Task BeginAgain()
    {
        (Log.State, Log.NextPage, Log.OpenPages, Log.Closed) = (SweepState.Running, 0, [], default);
        await Save();
        pages.Clear();
        shown.Clear();
        ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LayOut();
    }

    private async Task Run()
    {
        await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
        timer?.Dispose();
        timer = this.RegisterGrainTimer(LookRoundPages, new GrainTimerCreationOptions(TimeSpan.Zero, LookRound) { KeepAlive = true });
    }

    // Opens what a lost silo took with it, and more where slots have become free or were added.
    private async Task LookRoundPages()
    {
        if (Log.State == SweepState.Running)
        {
            await LookAtDevices();
            await Open(Log.OpenPages.ToList());
            remaining ??= new RemainingTime(clock, WorkDone());
            await CloseAndOpen();
        }
        else if (expansion!.Count <= ShownRuns.Most && pages.Count == 0)
        {
            // Ended, and asked for again: all runs of a small sweep can be shown.
            PageReport[] reports = await Task.WhenAll(Enumerable.Range(0, PageKey.Count(expansion.Count)).Select(page => Page(page).Open(Order(page))));
            Array.ForEach(reports, report => shown.Take(report.Changed));
        }

        ShowChange();
    }

    private async Task LookAtDevices()
    {
        string device = text.State.Specification!.Device;
        IReadOnlyList<SiloReport> silos = await GrainFactory.GetGrain<IDeviceRegistryGrain>(0).Silos();
        SlotReport[] fitting = [.. silos.SelectMany(silo => silo.Slots).Where(slot => slot.DeviceClass == device && slot.Count > 0)];
        slots = fitting.Sum(slot => slot.Count * slot.Capacity);

        // Seen twice: silos that have just started have not yet reported.
        string? now = Hindrances.Of(device, silos);
        (hindrance, seenHindrance) = (now is not null && seenHindrance is not null ? now : null, now);
        foreach (string queue in Queues())
        {
            await GrainFactory.GetGrain<IWorkQueueGrain>(queue).Reprioritize(Claim);
        }
    }

    // Pages that are done give way to the next ones. One write for pages closed and their successors opened, of a size that does not depend on the sweep's.
    private async Task CloseAndOpen()
    {
        // Just activated: the next look round asks the open pages first.
        while (Log.OpenPages.All(pages.ContainsKey))
        {
            int[] done = [.. pages.Where(page => page.Value.Ended == page.Value.Runs).Select(page => page.Key)];
            int[] next = [.. Enumerable.Range(Log.NextPage, PagesToOpen(done))];
            if (done.Length == 0 && next.Length == 0)
            {
                return;
            }

            Log.Closed = done.Aggregate(Log.Closed, (sum, page) => sum + pages[page]);
            Log.OpenPages = [.. Log.OpenPages.Except(done), .. next];
            Log.NextPage += next.Length;
            bool isLast = Log.OpenPages.Count == 0 && Log.NextPage == PageKey.Count(expansion!.Count);
            Log.State = isLast ? SweepState.Completed : Log.State;
            await Save();
            foreach (int page in done)
            {
                pages.Remove(page);
                Page(page).Close().Ignore();
            }

            if (isLast)
            {
                await End();
                return;
            }

            // Runs that were finished before make pages that are done as soon as they are opened: once more.
            await Open(next);
        }
    }

    private int PagesToOpen(int[] done)
    {
        int open = pages.Where(page => !done.Contains(page.Key)).Sum(page => page.Value.Runs - page.Value.Ended);
        int wanted = (Math.Max(LeastOpenRuns, OpenRunsPerSlot * slots) - open + PageKey.Size - 1) / PageKey.Size;
        return Math.Clamp(wanted, 0, PageKey.Count(expansion!.Count) - Log.NextPage);
    }

    private async Task Open(IEnumerable<int> some)
    {
        foreach (int[] together in some.Chunk(PagesAtOnce))
        {
            Array.ForEach(await Task.WhenAll(together.Select(page => Page(page).Open(Order(page)))), Take);
        }
    }

    private async Task End()
    {
        timer?.Dispose();
        await StopReminding();
        await Catalogue();
        ended.TrySetResult();
        ShowChange();
    }

    private void Take(PageReport report)
    {
        pages[report.Page] = report.Totals;
        shown.Take(report.Changed);
    }

    private async Task Save()
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private Task Catalogue() => GrainFactory.GetGrain<ISweepCatalogGrain>(0).Put(Summary());

    private async Task StopReminding()
    {
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private void ShowChange()
    {
        TaskCompletionSource before = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }

    private bool HasChanged(SweepSpecification sweep) =>
        (sweep.Device, sweep.Keep, sweep.Attempts) != (text.State.Specification!.Device, text.State.Specification.Keep, text.State.Specification.Attempts);

    private SweepSummary Summary() => new(this.GetPrimaryKeyString(), Log.SubmittedAt ?? default, Log.State, Log.Priority, Totals());

    private SweepProgress Snapshot() => new(
        this.GetPrimaryKeyString(),
        Log.State,
        Log.Priority,
        text.State.Specification?.Measure.HeadlineEpsilon ?? double.NaN,
        Totals(),
        shown.List(),
        Log.State == SweepState.Running ? remaining?.Estimate(WorkDone()) : null,
        Log.State == SweepState.Running ? hindrance : null);

    private SweepTotals Totals()
    {
        SweepTotals known = pages.Values.Aggregate(Log.Closed, (sum, page) => sum + page);
        SweepTotals all = expansion is null ? known : known + SweepTotals.Unopened(expansion.Count - known.Runs, checkpointsOfRun);
        return Log.State != SweepState.Cancelled ? all : all with { Waiting = 0, Running = 0, Cancelled = all.Cancelled + all.Waiting + all.Running };
    }

    private double WorkDone() => expansion is null ? 0 : Totals().Work / expansion.Count;

    private string[] Queues() => [.. new[] { text.State.Specification!.Device, DeviceClass.Cpu }.Distinct()];

    private PageOrder Order(int page) => new(text.State.Specification!, Claim, page, Log.Retry, Log.State == SweepState.Running);

    private ISweepPageGrain Page(int page) => GrainFactory.GetGrain<ISweepPageGrain>(PageKey.Of(this.GetPrimaryKeyString(), page));
}
