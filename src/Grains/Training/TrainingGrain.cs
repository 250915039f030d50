using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Training;

/// <summary>The durable state of a training grain.</summary>
public sealed class TrainingLog
{
    /// <summary>What is trained; null before <see cref="ITrainingGrain.Start"/>.</summary>
    public CohortPlan? Plan { get; set; }

    /// <summary>Whether training has ended.</summary>
    public bool Ended { get; set; }

    /// <summary>Why attempts failed, oldest first.</summary>
    public List<string> Failures { get; set; } = [];
}

/// <inheritdoc cref="ITrainingGrain"/>
public sealed class TrainingGrain([PersistentState("training")] IPersistentState<TrainingLog> state) : Grain, ITrainingGrain
{
    private Guid current;

    /// <inheritdoc/>
    public async Task Start(CohortPlan plan)
    {
        if (state.State.Plan is null)
        {
            state.State.Plan = plan;
            await state.WriteStateAsync();
        }

        if (!state.State.Ended)
        {
            await GrainFactory.GetGrain<IWorkQueueGrain>(DeviceClass.Cpu).Enqueue([new(WorkKind.Training, this.GetPrimaryKeyString())]);
        }
    }

    /// <inheritdoc/>
    public Task<CohortPlan?> Begin(Lease lease)
    {
        current = lease.Id;
        return Task.FromResult(state.State.Ended ? null : state.State.Plan);
    }

    /// <inheritdoc/>
    public async Task<int?> Report(Lease lease, IReadOnlyList<TrainingNews> news)
    {
        if (IsOutdated(lease) || state.State.Plan is not { } plan)
        {
            return null;
        }

        int?[] outstanding = await Task.WhenAll(plan.Members.Zip(news, (member, its) => Record(member).Record(its)));
        return outstanding.All(each => each is null) ? null : outstanding.Sum(each => each ?? 0);
    }

    /// <inheritdoc/>
    public async Task<int> Outstanding()
    {
        IReadOnlyList<int>[] outstanding = await Task.WhenAll((state.State.Plan?.Members ?? []).Select(member => Record(member).Outstanding()));
        return outstanding.Sum(each => each.Count);
    }

    /// <inheritdoc/>
    public async Task Complete(Lease lease)
    {
        if (!IsOutdated(lease))
        {
            state.State.Ended = true;
            await state.WriteStateAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Fail(Lease lease, string reason)
    {
        if (IsOutdated(lease))
        {
            return false;
        }

        state.State.Failures.Add(reason);
        state.State.Ended = state.State.Failures.Count >= Attempts.Limit;
        await state.WriteStateAsync();
        if (state.State.Ended)
        {
            await Task.WhenAll(state.State.Plan!.Members.Select(member => Record(member).Fail($"Training failed {state.State.Failures.Count} times: {reason}")));
        }

        return !state.State.Ended;
    }

    // A lease given out while this grain was on a silo that is lost is unknown here; the first one that reports is the current one.
    private bool IsOutdated(Lease lease)
    {
        current = current == Guid.Empty ? lease.Id : current;
        return current != lease.Id;
    }

    private IRunGrain Record(RunPlan member) => GrainFactory.GetGrain<IRunGrain>(member.Key);
}
