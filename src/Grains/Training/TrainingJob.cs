using GrokCluster.Grains.Checkpoints;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Telemetry;
using Grokking.Checkpoints;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Training;

/// <summary>
/// Trains the runs of a lease as one cohort.
/// <list type="number">
/// <item>Asks each run what it still needs, and goes on from its resume file or starts afresh.</item>
/// <item>Trains to the next epoch that any member needs, and evaluates.</item>
/// <item>At an epoch to measure: stores the member's checkpoint, reports it to the run, then replaces the resume file. A silo lost in between repeats
/// these epochs, and repeated news changes nothing.</item>
/// <item>When many checkpoints wait to be measured, measures some itself before it trains on.</item>
/// </list>
/// </summary>
public sealed partial class TrainingJob(
    IGrainFactory grains, ICheckpointStore store, Patience patience, SiloCondition condition, Instruments instruments, CohortSizes sizes, TimeProvider clock, ILogger<TrainingJob> logger) : IJob
{
    // Enough that a long training does not stop to measure while other slots are about to be free, few enough that complexities follow their epochs.
    private const int OutstandingPerMember = 8;

    // A kill costs at most this much training, however far apart the epochs to measure are.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SavePatience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public WorkKind Kind => WorkKind.Training;

    /// <inheritdoc/>
    public async Task Run(Lease lease, ISlot slot, CancellationToken stop)
    {
        CohortMember?[] members = await Task.WhenAll(lease.Items.Select(item => Begin(lease, item, slot, stop)));

        // Members that a loss has left at different epochs do not fit one ensemble; they are trained one group after the other.
        foreach (IGrouping<int, CohortMember> group in members.OfType<CohortMember>().GroupBy(member => member.Start?.Epoch ?? 0).OrderBy(group => group.Key))
        {
            await Train(lease, [.. group], slot, stop);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Fail(Lease lease, ISlot slot, string reason)
    {
        bool[] again = await Task.WhenAll(lease.Items.Select(item => Owner(item).Fail(item.Name, slot.Name, reason)));
        return again.Any(each => each);
    }

    private async Task<CohortMember?> Begin(Lease lease, WorkItem item, ISlot slot, CancellationToken stop)
    {
        IRunGrain owner = Owner(item);
        TrainingPlan? plan = await patience.Call(() => owner.BeginTraining(lease.Id, slot.Name, slot.DeviceClass), stop);
        return plan is null ? null : new(owner, plan, await ReadResume(plan, stop), slot.Numerics);
    }

    private async Task<TrainingState?> ReadResume(TrainingPlan plan, CancellationToken stop)
    {
        try
        {
            byte[]? file = await store.Read(CheckpointKeys.Resume(RunId.Of(plan.Run)), stop);
            TrainingState? state = file is null ? null : CheckpointFile.ReadResume(file, Networks.Create(plan.Run.Architecture, plan.Run.Modulus).Layout, RunId.Canonical(plan.Run));
            return state?.Epoch < plan.First ? state : null;
        }
        catch (InvalidDataException fault)
        {
            LogDamaged(fault);
            return null;
        }
    }

    private async Task Train(Lease lease, CohortMember[] members, ISlot slot, CancellationToken stop)
    {
        ICohortTrainer trainer = await slot.Thread.Run(() => Create(members, slot.Device));
        try
        {
            await Train(lease, members, trainer, slot, stop);
        }
        finally
        {
            await slot.Thread.Run(() =>
            {
                trainer.Dispose();
                return true;
            });
        }
    }

    private ICohortTrainer Create(CohortMember[] members, ComputeDevice device)
    {
        RunSpecification run = members[0].Plan.Run;
        return CohortTrainers.Create(
            [.. members.Select(member => member.Plan.Run)],
            members[0].Start is null ? null : [.. members.Select(member => member.Start!)],
            device,
            sizes.Of(run, device),
            smaller =>
            {
                LogSplit(device.Name, smaller);
                sizes.Lower(run, device, smaller);
            });
    }

    private async Task Train(Lease lease, CohortMember[] members, ICohortTrainer trainer, ISlot slot, CancellationToken stop)
    {
        int last = members.Max(member => member.Plan.Last);
        long savedAt = clock.GetTimestamp();
        foreach (int epoch in members.SelectMany(member => member.Plan.Checkpoints.Concat(member.Plan.Evaluations)).Distinct().Order())
        {
            try
            {
                await TrainTo(epoch, members, trainer, slot, stop);
            }
            catch (OperationCanceledException)
            {
                // The silo stops or the lease is lost; the epoch under way is done, and saving it takes milliseconds.
                using CancellationTokenSource hurry = new(SavePatience, clock);
                await Save(lease, members, trainer, isLast: false, slot, hurry.Token);
                throw;
            }

            bool diverged = members.Index().Any(each => !each.Item.IsStopped && trainer.DivergedAt[each.Index] is not null);
            bool durable = epoch == last || diverged || members.Any(member => member.StoresAt(epoch)) || clock.GetElapsedTime(savedAt) > SaveEvery;
            int? outstanding = durable ? await Save(lease, members, trainer, epoch == last, slot, stop) : await ReportLatest(lease, members, trainer, stop);
            savedAt = durable ? clock.GetTimestamp() : savedAt;
            if (outstanding is null || members.All(member => member.IsStopped) || (epoch != last && !await WaitForMeasuring(members, outstanding.Value, slot, stop)))
            {
                return;
            }
        }
    }

    private async Task TrainTo(int epoch, CohortMember[] members, ICohortTrainer trainer, ISlot slot, CancellationToken stop)
    {
        RunSpecification run = members[0].Plan.Run;
        while (trainer.Epoch < epoch)
        {
            stop.ThrowIfCancellationRequested();
            long start = clock.GetTimestamp();
            await slot.Thread.Run(() =>
            {
                trainer.TrainEpoch();
                return true;
            });
            instruments.Trained(run.Task.Name(), run.Method.Name(), slot.DeviceClass, members.Length, trainer.UpdatesPerEpoch, clock.GetElapsedTime(start).TotalSeconds);
        }

        if (members.Any(member => member.EvaluatesAt(epoch)))
        {
            IReadOnlyList<Evaluation> evaluations = await slot.Thread.Run(trainer.Evaluate);
            for (int i = 0; i < members.Length; i++)
            {
                if (members[i].EvaluatesAt(epoch))
                {
                    members[i].Unsaved.Add(evaluations[i]);
                }
            }
        }
    }

    // Checkpoints that wait to be measured, of all members; null when nobody wants any of them or the lease no longer counts.
    private Task<int?> ReportLatest(Lease lease, CohortMember[] members, ICohortTrainer trainer, CancellationToken stop) =>
        Report(
            lease,
            members,
            (member, i) => new(trainer.Epoch, [.. member.Unsaved.TakeLast(1)], false, trainer.DivergedAt[i], false, member.Numerics),
            stop);

    private async Task<int?> Save(Lease lease, CohortMember[] members, ICohortTrainer trainer, bool isLast, ISlot slot, CancellationToken stop)
    {
        if (condition.Hold is { } hold)
        {
            throw new CheckpointStoreException(hold, null);
        }

        TrainingState[] states = await slot.Thread.Run(() => members.Select((_, member) => trainer.StateOf(member)).ToArray());
        for (int i = 0; i < members.Length; i++)
        {
            if (Stores(i))
            {
                await store.Write(CheckpointKeys.Checkpoint(members[i].RunId, trainer.Epoch), CheckpointFile.Write(states[i].Weights, RunId.Canonical(members[i].Plan.Run), trainer.Epoch), stop);
            }
        }

        int? outstanding = await Report(
            lease,
            members,
            (member, i) => new(trainer.Epoch, [.. member.Unsaved], Stores(i), trainer.DivergedAt[i], true, member.Numerics),
            stop);

        // After the report: what a resume file is past of must be known, or it would have to be trained again from the start.
        for (int i = 0; i < members.Length; i++)
        {
            members[i].Unsaved.Clear();
            if (!members[i].IsStopped && (!isLast || members[i].Plan.KeepResume))
            {
                await store.Write(CheckpointKeys.Resume(members[i].RunId), CheckpointFile.WriteResume(states[i], RunId.Canonical(members[i].Plan.Run)), stop);
            }
        }

        return outstanding;

        bool Stores(int member) => states[member].DivergedAt is null && !members[member].IsStopped && members[member].StoresAt(trainer.Epoch);
    }

    private async Task<int?> Report(Lease lease, CohortMember[] members, Func<CohortMember, int, TrainingNews> news, CancellationToken stop)
    {
        int?[] outstanding = await Task.WhenAll(members.Select(async (member, i) =>
        {
            TrainingNews latest = news(member, i);
            int? waiting = member.IsStopped ? null : await patience.Call(() => member.Owner.Report(lease.Id, latest), stop);
            member.IsStopped = waiting is null || latest is { Durable: true, DivergedAt: not null };
            return waiting;
        }));
        return outstanding.All(each => each is null) ? null : outstanding.Sum(each => each ?? 0);
    }

    // Whether to train on. Few checkpoints lie about: a slot measures, or waits for others to, before it makes more.
    private async Task<bool> WaitForMeasuring(CohortMember[] members, int outstanding, ISlot slot, CancellationToken stop)
    {
        while (outstanding > OutstandingPerMember * members.Length)
        {
            if (!await slot.HelpCompress(stop))
            {
                await Task.Delay(LookEvery, clock, stop);
            }

            int?[] now = await Task.WhenAll(members.Where(member => !member.IsStopped).Select(member => patience.Call(() => member.Owner.Outstanding(), stop)));
            if (now.All(each => each is null))
            {
                return false;
            }

            outstanding = now.Sum(each => each ?? 0);
        }

        return true;
    }

    private IRunGrain Owner(WorkItem item) => grains.GetGrain<IRunGrain>(item.Name.Run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The memory of {Device} is exhausted; the cohort goes on in parts of {Members}.")]
    private partial void LogSplit(string device, int members);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A resume file is damaged; its training starts afresh.")]
    private partial void LogDamaged(Exception fault);
}
