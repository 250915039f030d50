using System.Globalization;
using GrokCluster.Grains.Checkpoints;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Telemetry;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Runs;

/// <inheritdoc cref="IRunGrain"/>
public sealed partial class RunGrain(
    [PersistentState("run")] IPersistentState<RunLog> state, ICheckpointStore store, Instruments instruments, TimeProvider clock, ILogger<RunGrain> logger) : Grain, IRunGrain
{
    private static readonly TimeSpan OfferEvery = TimeSpan.FromSeconds(10);

    // The lease whose reports count. Unknown after a move to another silo: then the first one that reports is the current one.
    private Guid current;
    private long offeredAt = clock.GetTimestamp();

    private RunLog Log => state.State;

    private bool IsBegun => current != Guid.Empty;

    /// <inheritdoc/>
    public async Task<Adopted> Adopt(RunPlan plan, Demand demand)
    {
        // Not written: the sweep is the durable owner of its wish, and repeats it when the run's silo is lost. What follows from it is written with the first news.
        bool isNew = Log.Demands.All(each => each.For.Observer != demand.Observer);
        bool isRetry = Log.Take(plan, demand);
        if (isNew && Log.Demands.Count > 0)
        {
            Log.Note(clock.GetUtcNow(), $"wanted by sweep {demand.Claim.Sweep}");
        }

        if (isRetry)
        {
            await Save();
        }

        await EnqueueMeasuring(Log.ToMeasure());
        RunProgress progress = Log.Progress(plan, IsBegun);
        Adopted adopted = new(progress, Training());
        DeactivateIfDone();
        return adopted;
    }

    /// <inheritdoc/>
    public Task<TrainingPlan?> BeginTraining(Guid lease, string worker, string device)
    {
        (IReadOnlyList<int> checkpoints, IReadOnlyList<int> evaluations) = Log.ToTrain();
        if (checkpoints.Count + evaluations.Count == 0)
        {
            return Task.FromResult<TrainingPlan?>(null);
        }

        current = lease;
        Log.Device = device;
        Log.Note(clock.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"training begins on {worker}; {Log.Trained} of {Log.Run!.Epochs} epochs were done before"));
        Tell([]);
        return Task.FromResult<TrainingPlan?>(new(Log.Run, checkpoints, evaluations, Log.Keep >= Retention.Resume));
    }

    /// <inheritdoc/>
    public async Task<int?> Report(Guid lease, TrainingNews news)
    {
        current = IsBegun ? current : lease;
        if (current != lease || !Log.IsWanted)
        {
            return null;
        }

        string? before = Log.LastNumerics;
        if (Log.Take(news))
        {
            string moved = before is null ? "" : $", not {before} as before: the last bits of what follows are others";
            string began = string.Create(CultureInfo.InvariantCulture, $"from epoch {news.Numerics!.After + 1} on trained under numerics");
            Log.Note(clock.GetUtcNow(), $"{began} {Log.LastNumerics}{moved}");
        }

        IReadOnlyList<OpenDemand> fulfilled = [];
        if (news.Durable)
        {
            fulfilled = await SaveProgress();
        }

        IReadOnlyList<MeasuringWork> waiting = Log.ToMeasure();
        if (news.Checkpoint)
        {
            await EnqueueMeasuring([.. waiting.Where(each => each.Epoch == news.Epoch)]);
        }

        Tell(fulfilled);
        return Log.CheckpointsToMeasure();
    }

    /// <inheritdoc/>
    public async Task<int?> Outstanding()
    {
        // A worker that waits brings no news, and its heartbeats tell a queue that has come back empty of the training alone: the checkpoints that it waits for would be missed by nobody.
        if (Log.IsWanted && clock.GetElapsedTime(offeredAt) > OfferEvery)
        {
            offeredAt = clock.GetTimestamp();
            await EnqueueMeasuring(Log.ToMeasure());
        }

        return Log.IsWanted ? Log.CheckpointsToMeasure() : null;
    }

    /// <inheritdoc/>
    public Task<MeasuringPlan?> BeginMeasuring(string part)
    {
        MeasuringWork[] works = [.. Log.ToMeasure().Where(each => each.IsOf(part))];
        return Task.FromResult(works.Length == 0 ? null : new MeasuringPlan(Log.Run!, works[0].Epoch, works[0].Demand.Measure, [.. works.Select(each => new CoderEffort(each.Effort, each.Coder))]));
    }

    /// <inheritdoc/>
    public Task Measured(string part, Measurement measurement)
    {
        Log.Take(CheckpointPart.Parse(part).Effort, measurement);
        return Record(part);
    }

    /// <inheritdoc/>
    public Task Coded(string part, IReadOnlyList<CodedNews> news)
    {
        foreach (CodedNews each in news)
        {
            Log.Take(each.Effort, each.Measurement);
        }

        return Record(part);
    }

    /// <inheritdoc/>
    public async Task CheckpointLost(int epoch, string worker, string reason)
    {
        if (Log.Stored.Remove(epoch))
        {
            string part = string.Create(CultureInfo.InvariantCulture, $"checkpoint {epoch}");
            Log.Note(clock.GetUtcNow(), $"the {part} cannot be used ({worker}: {reason}); it is trained again");
            await GiveUpOrSave(Log.Fault(part), $"The {part} was lost {Log.Faults[part]} times, last on {worker}: {reason} Do all silos see the same store?");
            if (Training() is { } training)
            {
                await Enqueue(Log.Demands[0].For, [training]);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Fail(WorkName work, string worker, string reason)
    {
        if (!Log.IsWanted)
        {
            return false;
        }

        string what = work.Kind == WorkKind.Training ? "training" : $"measuring {work.Part}";
        int faults = Log.Fault(work.Part);
        Log.Note(clock.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"attempt {faults} of {what} failed on {worker}: {reason}"));
        await GiveUpOrSave(faults, string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(what[0])}{what[1..]} failed {faults} times: {reason}"));
        return Log.IsWanted;
    }

    /// <inheritdoc/>
    public async Task Cancel(string observer)
    {
        if (Log.Demands.RemoveAll(each => each.For.Observer == observer) > 0)
        {
            Log.Note(clock.GetUtcNow(), $"no longer wanted by {observer}");
            await Save();
            DeactivateIfDone();
        }
    }

    /// <inheritdoc/>
    public Task<RunRecord?> Read(RunPlan plan)
    {
        RunRecord? record = Log.Run is null ? null : Log.Record(plan, IsBegun);
        DeactivateIfDone();
        return Task.FromResult(record);
    }

    /// <inheritdoc/>
    public Task<RunProgress> Look(RunPlan plan)
    {
        RunProgress progress = Log.Progress(plan, IsBegun);
        DeactivateIfDone();
        return Task.FromResult(progress);
    }

    /// <inheritdoc/>
    public Task<RunStory?> Story() => Task.FromResult(Log.Run is not { } run ? null : new RunStory(
        this.GetPrimaryKeyString(),
        string.Create(CultureInfo.InvariantCulture, $"{run.Task.Name()} {run.Method.Name()} seed {run.Seed}"),
        Log.StateFor(Log.Demands.Count > 0 ? Log.Demands[0].Plan(run) : new RunPlan(run, new()), IsBegun),
        Log.Trained,
        [.. Log.Demands.Select(each => each.For.Claim.Sweep).Distinct()],
        [.. Log.Events],
        [.. Log.Numerics.Select(each => each.Fingerprint.Id)]));

    private async Task Record(string part)
    {
        Log.Faults.Remove(part);
        IReadOnlyList<OpenDemand> fulfilled = await SaveProgress();
        Tell(fulfilled);
        await DeleteUnneeded();
        DeactivateIfDone();
    }

    private WorkItem? Training()
    {
        (IReadOnlyList<int> checkpoints, IReadOnlyList<int> evaluations) = Log.ToTrain();
        return checkpoints.Count + evaluations.Count == 0
            ? null
            : new(
                new(WorkKind.Training, this.GetPrimaryKeyString(), ""),
                string.Create(CultureInfo.InvariantCulture, $"{Cohorts.Key(Log.Run!)} from {Log.Trained}"),
                Log.LastNumerics);
    }

    private Task Enqueue(Demand demand, IReadOnlyList<WorkItem> items) => GrainFactory.GetGrain<IWorkQueueGrain>(demand.Device).Enqueue(demand.Claim, items);

    private async Task EnqueueMeasuring(IReadOnlyList<MeasuringWork> waiting)
    {
        foreach ((Claim claim, WorkItem[] items) in MeasuringWork.Items(this.GetPrimaryKeyString(), waiting))
        {
            await GrainFactory.GetGrain<IWorkQueueGrain>(DeviceClass.Cpu).Enqueue(claim, items);
        }
    }

    // News that is lost with a silo is made good by the sweep, which asks for runs that no queue knows.
    private void Tell(IReadOnlyList<OpenDemand> fulfilled)
    {
        foreach (OpenDemand demand in Log.Demands.Concat(fulfilled))
        {
            GrainFactory.GetGrain<IRunObserver>(demand.For.Observer).Observe(Log.Progress(demand.Plan(Log.Run!), IsBegun)).Ignore();
        }
    }

    // A large sweep's finished runs do not stay in memory.
    private void DeactivateIfDone()
    {
        if (Log.Demands.Count == 0)
        {
            DeactivateOnIdle();
        }
    }
}
