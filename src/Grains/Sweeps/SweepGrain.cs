using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Telemetry;
using Grokking.Training;

namespace GrokCluster.Grains.Sweeps;

/// <inheritdoc cref="ISweepGrain"/>
public sealed partial class SweepGrain(
    [PersistentState("specification")] IPersistentState<SweepText> text, [PersistentState("sweep")] IPersistentState<SweepLog> state, Instruments instruments, TimeProvider clock) : Grain, ISweepGrain, IRemindable
{
    // Orleans' least period. The reminder brings the sweep back after the loss of its silo when nobody asks for it.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookRound = TimeSpan.FromSeconds(5);
    private const string ReminderName = "go-on";
    private const int PagesAtOnce = 4;

    private readonly OpenPages pages = new();
    private readonly ProgressFeed feed = new(clock);
    private readonly ShownRuns shown = new();
    private readonly SweepMetrics metrics = new(instruments.Sweeps, clock);
    private readonly DeviceView devices = new();
    private SweepExpansion? expansion;
    private int checkpointsOfRun;
    private RemainingTime? remaining;
    private IDisposable? timer;

    private SweepLog Log => state.State;

    private Claim Claim => new(this.GetPrimaryKeyString(), Log.Priority);

    // Some pages may not have heard of it yet; a sweep that was cancelled has no open page.
    private bool IsBeingCancelled => Log.State == SweepState.Cancelled && Log.OpenPages.Count > 0;

    private bool HasWork => Log.State == SweepState.Running || IsBeingCancelled;

    private bool IsSubmitted => text.State.Specification is not null && Log.SubmittedAt is not null;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (IsSubmitted)
        {
            LayOut();

            // Not here: an activation that calls hundreds of grains could take longer than it may.
            timer = this.RegisterGrainTimer(LookRoundPages, new GrainTimerCreationOptions(TimeSpan.Zero, LookRound) { KeepAlive = HasWork });
        }
    }

    /// <inheritdoc/>
    public async Task<SweepSummary> Submit(SweepSpecification sweep, int? priority)
    {
        ThrowIfUnfit(sweep);
        if (IsBeingCancelled)
        {
            await FinishCancelling();
        }

        if (!IsSubmitted)
        {
            text.State.Specification = sweep;
            await instruments.Storage.Write(text, DeactivateOnIdle);
            (Log.SubmittedAt, Log.State, Log.Priority) = (clock.GetUtcNow(), SweepState.Running, priority ?? SweepLog.DefaultPriority);
            Log.Generation++;
            await Save();
            LayOut();
        }
        else if (Log.State == SweepState.Cancelled || HasChanged(sweep))
        {
            // What the queues have of it is of the device before, or of none.
            await LeaveQueues();
            text.State.Specification = sweep;
            await instruments.Storage.Write(text, DeactivateOnIdle);
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
        bool isRunning = IsSubmitted && Log.State == SweepState.Running;
        if (isRunning)
        {
            (Log.State, Log.Generation) = (SweepState.Cancelled, Log.Generation + 1);
            await Save();
        }

        if (isRunning || IsBeingCancelled)
        {
            await FinishCancelling();
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
    public IAsyncEnumerable<SweepProgress> Watch(CancellationToken cancellation = default) => feed.Watch(Snapshot, cancellation);

    /// <inheritdoc/>
    public async Task Observe(PageReport report)
    {
        if (Log.State == SweepState.Running && pages.Knows(report.Page))
        {
            Take(report);
            await CloseAndOpen();
            Show();
        }
    }

    /// <inheritdoc/>
    public async Task Reopen(int page)
    {
        if (Log.State == SweepState.Running && Log.OpenPages.Contains(page))
        {
            Take(await Page(page).Open(Order(page)));
            await CloseAndOpen();
            Show();
        }
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => HasWork ? Task.CompletedTask : StopReminding();

    // Before anything of it is written: whatever client it comes from, a sweep that cannot be laid out would fail at every activation.
    private static void ThrowIfUnfit(SweepSpecification sweep)
    {
        if (!SweepSpecification.IsName(sweep.Name))
        {
            throw new ArgumentException("A sweep's name is 1 to 100 letters, digits, '-', '_' and '.', and begins with no '.'.", nameof(sweep));
        }

        _ = new SweepExpansion(sweep).Count;
    }

    private void LayOut()
    {
        expansion = new(text.State.Specification!);
        checkpointsOfRun = Schedule.Geometric(text.State.Specification!.Measure.ScheduleBase, text.State.Specification.Epochs).Count;
    }

    // All pages are looked at again; runs that have ended say so at once.
    private async Task BeginAgain()
    {
        int[] before = [.. Log.OpenPages];
        (Log.State, Log.Generation, Log.NextPage, Log.OpenPages, Log.Closed) = (SweepState.Running, Log.Generation + 1, 0, [], default);
        await Save();

        // Until they are opened again they would go on as they were told before.
        Array.ForEach(before, page => Page(page).Close().Ignore());
        pages.Clear();
        shown.Clear();
        feed.BeginAgain();
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
        else if (IsBeingCancelled)
        {
            await FinishCancelling();
        }
        else if (expansion!.Count <= ShownRuns.Most && pages.IsEmpty)
        {
            // Ended, and asked for again: all runs of a small sweep can be shown.
            PageReport[] reports = await Task.WhenAll(Enumerable.Range(0, PageKey.Count(expansion.Count)).Select(page => Page(page).Open(Order(page))));
            Array.ForEach(reports, report => shown.Take(report.Changed));
        }

        Show();
    }

    // Goes on where it was interrupted: by a fault of one call, or the loss of a silo.
    private async Task FinishCancelling()
    {
        await LeaveQueues();
        foreach (int page in Log.OpenPages)
        {
            Take(await Page(page).Cancel(Order(page)));
        }

        (Log.Closed, Log.OpenPages) = (pages.Close(Log.Closed, [.. Log.OpenPages]), []);
        await Save();
        await End();
    }

    private async Task LeaveQueues()
    {
        foreach (string queue in Queues())
        {
            await GrainFactory.GetGrain<IWorkQueueGrain>(queue).Withdraw(this.GetPrimaryKeyString());
        }
    }

    private async Task LookAtDevices()
    {
        devices.Look(text.State.Specification!.Device, await GrainFactory.GetGrain<IDeviceRegistryGrain>(0).Silos());
        foreach (string queue in Queues())
        {
            await GrainFactory.GetGrain<IWorkQueueGrain>(queue).Reprioritize(Claim);
        }
    }

    // Pages that are done give way to the next ones. One write for pages closed and their successors opened, of a size that does not depend on the sweep's.
    private async Task CloseAndOpen()
    {
        // Just activated: the next look round asks the open pages first.
        while (Log.OpenPages.All(pages.Knows))
        {
            int[] done = pages.Done;
            int[] next = [.. Enumerable.Range(Log.NextPage, Math.Min(pages.Wanted(devices.Slots), PageKey.Count(expansion!.Count) - Log.NextPage))];
            if (done.Length == 0 && next.Length == 0)
            {
                return;
            }

            Log.Closed = pages.Close(Log.Closed, done);
            Log.OpenPages = [.. Log.OpenPages.Except(done), .. next];
            Log.NextPage += next.Length;
            bool isLast = Log.OpenPages.Count == 0 && Log.NextPage == PageKey.Count(expansion!.Count);
            Log.State = isLast ? SweepState.Completed : Log.State;
            await Save();
            foreach (int page in done)
            {
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
        feed.End();
        Show();
    }

    private void Take(PageReport report)
    {
        pages.Take(report);
        shown.Take(report.Changed);
        metrics.Take(expansion!, report);
    }

    private Task Save() => instruments.Storage.Write(state, DeactivateOnIdle);

    private async Task StopReminding()
    {
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private bool HasChanged(SweepSpecification sweep) =>
        (sweep.Device, sweep.Keep, sweep.Attempts) != (text.State.Specification!.Device, text.State.Specification.Keep, text.State.Specification.Attempts);

    private string[] Queues() => [.. new[] { text.State.Specification!.Device, DeviceClass.Cpu }.Distinct()];

    private PageOrder Order(int page) =>
        new(text.State.Specification!, Claim, Log.Generation, page, Log.Retry, Log.State == SweepState.Running);

    private ISweepPageGrain Page(int page) => GrainFactory.GetGrain<ISweepPageGrain>(PageKey.Of(this.GetPrimaryKeyString(), page));
}
