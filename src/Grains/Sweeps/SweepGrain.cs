using System.Runtime.CompilerServices;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Training;
using Grokking.Training;

namespace GrokCluster.Grains.Sweeps;

/// <inheritdoc cref="ISweepGrain"/>
[KeepAlive]
public sealed class SweepGrain([PersistentState("sweep")] IPersistentState<SweepLog> state, TimeProvider clock) : Grain, ISweepGrain, IRemindable
{
    // Orleans' least period. The reminder brings the sweep back after the loss of its silo when no client asks for it.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookRound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(250);
    private const string ReminderName = "go-on";

    private readonly List<RunPlan> plans = [];
    private readonly Dictionary<string, int> positions = [];
    private readonly List<RunProgress> latest = [];
    private readonly Dictionary<string, long> heardAt = [];
    private RemainingTime? remaining;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SweepLog Log => state.State;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (Log.Specification is not null)
        {
            await Resume();
        }
    }

    /// <inheritdoc/>
    public async Task Submit(SweepSpecification sweep)
    {
        if (Log.Specification is not null && Log.State == SweepState.Completed)
        {
            return;
        }

        if (Log.Specification is null)
        {
            Log.Specification = sweep;
            Log.Cohorts = Pack(sweep);
            await state.WriteStateAsync();
        }
        else if (Log.State == SweepState.Cancelled)
        {
            Log.State = SweepState.Running;
            await state.WriteStateAsync();
        }

        await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
        await Resume();
    }

    /// <inheritdoc/>
    public async Task Cancel()
    {
        if (Log.Specification is not null && Log.State == SweepState.Running)
        {
            Log.State = SweepState.Cancelled;
            await state.WriteStateAsync();
            await StopReminding();
            await Task.WhenAll(plans.Select(plan => Run(plan).Cancel(this.GetPrimaryKeyString())));
            ShowChange();
        }
    }

    /// <inheritdoc/>
    public async Task Observe(RunProgress progress)
    {
        if (positions.TryGetValue(progress.RunKey, out int position) && !HasEnded(latest[position]))
        {
            latest[position] = progress;
            heardAt[progress.RunKey] = clock.GetTimestamp();
            await EndIfDone();
            ShowChange();
        }
    }

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
            await Task.Delay(ShowEvery, clock, cancellation);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> Results([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (RunPlan plan in plans.ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            if (await Run(plan).Read() is { } record)
            {
                yield return record;
            }
        }
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Log.State == SweepState.Running ? Task.CompletedTask : StopReminding();

    // Runs that another sweep has finished take part, so that the packing depends on the specification alone; their cohort trains only what is not done.
    private static List<int[]> Pack(SweepSpecification sweep)
    {
        List<RunPlan> all = [.. SweepExpansion.Plans(sweep)];
        Dictionary<string, int> positionOf = all.Select((plan, position) => (plan.Key, position)).ToDictionary();
        return [.. Cohorts.Pack(all.Select(plan => plan.Run), CohortSize.Cpu).Select(cohort => cohort.Select(run => positionOf[new RunPlan(run, sweep.Measure).Key]).ToArray())];
    }

    private async Task Resume()
    {
        if (plans.Count == 0)
        {
            plans.AddRange(SweepExpansion.Plans(Log.Specification!));
            for (int i = 0; i < plans.Count; i++)
            {
                positions[plans[i].Key] = i;
            }

            this.RegisterGrainTimer(LookAfterTheSilent, LookRound, LookRound);
        }

        latest.Clear();
        latest.AddRange(await Task.WhenAll(plans.Select(plan => Run(plan).Adopt(plan, this.GetPrimaryKeyString()))));
        remaining = new RemainingTime(clock, WorkDone());
        await EndIfDone();
        if (Log.State == SweepState.Running)
        {
            await Task.WhenAll(Log.Cohorts.Where(cohort => cohort.Any(position => !HasEnded(latest[position]))).Select(Start));
        }

        ShowChange();
    }

    private Task Start(int[] cohort)
    {
        CohortPlan plan = new([.. cohort.Select(position => plans[position])]);
        return GrainFactory.GetGrain<ITrainingGrain>(plan.Key).Start(plan);
    }

    // What a lost silo took with it, queue entries and news under way, is made good by asking again those that have been silent.
    private async Task LookAfterTheSilent()
    {
        if (Log.State != SweepState.Running)
        {
            return;
        }

        foreach (int[] cohort in Log.Cohorts)
        {
            List<RunPlan> silent = [.. cohort.Where(position => !HasEnded(latest[position]) && IsSilent(plans[position].Key)).Select(position => plans[position])];
            foreach (RunPlan plan in silent)
            {
                await Observe(await Run(plan).Adopt(plan, this.GetPrimaryKeyString()));
            }

            if (silent.Count > 0)
            {
                await Start(cohort);
            }
        }
    }

    private bool IsSilent(string runKey) => !heardAt.TryGetValue(runKey, out long heard) || clock.GetElapsedTime(heard) > LookRound;

    private async Task EndIfDone()
    {
        if (Log.State == SweepState.Running && latest.Count > 0 && latest.All(HasEnded))
        {
            Log.State = SweepState.Completed;
            await state.WriteStateAsync();
            await StopReminding();
        }
    }

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

    private SweepProgress Snapshot() => new(
        this.GetPrimaryKeyString(), Log.State, Log.Specification?.Measure.HeadlineEpsilon ?? double.NaN, Labelled(), Log.State == SweepState.Running ? remaining?.Estimate(WorkDone()) : null);

    private List<LabelledProgress> Labelled() => [.. latest.Select((run, position) => new LabelledProgress(RunLabel.Of(Log.Specification!, plans[position].Run), run))];

    // Training an epoch and measuring a checkpoint take times of their own; as parts of a run they weigh about the same over the schedule.
    private double WorkDone() => latest.Count == 0 ? 0 : latest.Average(run => HasEnded(run) ? 1 : (((double)run.Epoch / run.Epochs) + ((double)run.Measured / run.ToMeasure)) / 2);

    private static bool HasEnded(RunProgress run) => run.State is RunState.Completed or RunState.Diverged or RunState.Failed or RunState.Cancelled;

    private IRunGrain Run(RunPlan plan) => GrainFactory.GetGrain<IRunGrain>(plan.Key);
}
