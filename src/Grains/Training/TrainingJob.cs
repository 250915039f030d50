using GrokCluster.Grains.Checkpoints;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Telemetry;
using Grokking.Checkpoints;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Training;

/// <summary>
/// Trains a cohort on a slot.
/// <list type="number">
/// <item>Goes on from the members' resume files, or starts afresh.</item>
/// <item>Trains to the next epoch of the schedules and evaluates every member.</item>
/// <item>At an epoch to measure: stores each member's checkpoint, reports it to the records, then replaces the resume files. A silo lost in between repeats
/// these epochs, and repeated news changes nothing.</item>
/// <item>When many checkpoints wait to be measured, measures some itself before it trains on.</item>
/// </list>
/// </summary>
public sealed partial class TrainingJob(IGrainFactory grains, ICheckpointStore store, Instruments instruments, TimeProvider clock, ILogger<TrainingJob> logger) : IJob
{
    // Enough that a long training does not stop to measure while other slots are about to be free, few enough that complexities follow their epochs.
    private const int OutstandingPerMember = 8;

    // A kill costs at most this much training, however far apart the epochs to measure are.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public WorkKind Kind => WorkKind.Training;

    /// <inheritdoc/>
    public async Task Run(Lease lease, ISlot slot, CancellationToken stop)
    {
        ITrainingGrain owner = Owner(lease);
        if (await owner.Begin(lease) is { } plan)
        {
            CohortTrainer trainer = await Start(plan, slot, stop);
            try
            {
                if (await Train(lease, owner, plan, trainer, slot, stop))
                {
                    await owner.Complete(lease);
                    foreach (RunPlan member in plan.Members)
                    {
                        await store.Delete(CheckpointKeys.Resume(member.Key), stop);
                    }
                }
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
    }

    /// <inheritdoc/>
    public Task<bool> Fail(Lease lease, string reason) => Owner(lease).Fail(lease, reason);

    private async Task<CohortTrainer> Start(CohortPlan plan, ISlot slot, CancellationToken stop)
    {
        RunSpecification[] runs = [.. plan.Members.Select(member => member.Run)];
        List<byte[]?> files = [];
        foreach (RunPlan member in plan.Members)
        {
            files.Add(await store.Read(CheckpointKeys.Resume(member.Key), stop));
        }

        return await slot.Thread.Run(() => new CohortTrainer(runs, ReadResume(files, runs)));
    }

    // Null where a file is missing or damaged, or where a silo was lost between the files of two members.
    private IReadOnlyList<TrainingState>? ReadResume(IReadOnlyList<byte[]?> files, RunSpecification[] runs)
    {
        try
        {
            TrainingState?[] states = [.. files.Zip(runs, (file, run) =>
                file is null ? null : CheckpointFile.ReadResume(file, Networks.Create(run.Architecture, run.Modulus).Layout, RunId.Canonical(run)))];
            return states.Any(state => state is null || state.Epoch != states[0]!.Epoch) ? null : [.. states.Select(state => state!)];
        }
        catch (InvalidDataException fault)
        {
            LogDamaged(fault);
            return null;
        }
    }

    // Whether training came to its end; false when the lease or all members were taken away.
    private async Task<bool> Train(Lease lease, ITrainingGrain owner, CohortPlan plan, CohortTrainer trainer, ISlot slot, CancellationToken stop)
    {
        int epochs = plan.Members[0].Run.Epochs;
        HashSet<int> measured = [.. plan.Members[0].MeasuredEpochs()];
        IReadOnlyList<int> evaluated = plan.Members[0].EvaluatedEpochs();
        List<IReadOnlyList<Evaluation>> unsaved = [];
        long savedAt = clock.GetTimestamp();
        foreach (int epoch in evaluated.Where(epoch => epoch > trainer.Epoch))
        {
            try
            {
                unsaved.Add(await TrainTo(epoch, plan, trainer, slot, stop));
            }
            catch (OperationCanceledException)
            {
                // The silo stops; the epoch under way is done, and saving it takes milliseconds.
                await Save(lease, owner, plan, trainer, unsaved, checkpoint: false, ended: false, slot);
                throw;
            }

            bool checkpoint = measured.Contains(epoch);
            bool durable = checkpoint || clock.GetElapsedTime(savedAt) > SaveEvery;
            int? outstanding = durable
                ? await Save(lease, owner, plan, trainer, unsaved, checkpoint, ended: epoch == epochs, slot)
                : await owner.Report(lease, News(trainer, [.. unsaved[^1].Select(each => (IReadOnlyList<Evaluation>)[each])], checkpoint: false, ended: false, durable: false));
            if (durable)
            {
                unsaved.Clear();
                savedAt = clock.GetTimestamp();
            }

            while (outstanding > OutstandingPerMember * plan.Members.Count && epoch != epochs && await slot.HelpCompress(stop))
            {
                outstanding = await owner.Outstanding();
            }

            if (outstanding is null)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<IReadOnlyList<Evaluation>> TrainTo(int epoch, CohortPlan plan, CohortTrainer trainer, ISlot slot, CancellationToken stop)
    {
        while (trainer.Epoch < epoch)
        {
            stop.ThrowIfCancellationRequested();
            long start = clock.GetTimestamp();
            await slot.Thread.Run(() =>
            {
                trainer.TrainEpoch();
                return true;
            });
            RunSpecification run = plan.Members[0].Run;
            instruments.Trained(run.Task.Name(), run.Method.Name(), plan.Members.Count, 1, clock.GetElapsedTime(start).TotalSeconds / trainer.UpdatesPerEpoch / plan.Members.Count);
        }

        return await slot.Thread.Run(trainer.Evaluate);
    }

    private async Task<int?> Save(
        Lease lease, ITrainingGrain owner, CohortPlan plan, CohortTrainer trainer, List<IReadOnlyList<Evaluation>> unsaved, bool checkpoint, bool ended, ISlot slot)
    {
        TrainingState[] states = await slot.Thread.Run(() => plan.Members.Select((_, member) => trainer.StateOf(member)).ToArray());
        for (int member = 0; checkpoint && member < states.Length; member++)
        {
            if (states[member].DivergedAt is null)
            {
                RunSpecification run = plan.Members[member].Run;
                await store.Write(CheckpointKeys.Checkpoint(RunId.Of(run), trainer.Epoch), CheckpointFile.Write(states[member].Weights, RunId.Canonical(run), trainer.Epoch));
            }
        }

        IReadOnlyList<IReadOnlyList<Evaluation>> byMember = [.. plan.Members.Select((_, member) => (IReadOnlyList<Evaluation>)[.. unsaved.Select(each => each[member])])];
        int? outstanding = await owner.Report(lease, News(trainer, byMember, checkpoint, ended, durable: true));
        for (int member = 0; outstanding is not null && member < states.Length; member++)
        {
            RunPlan its = plan.Members[member];
            await store.Write(CheckpointKeys.Resume(its.Key), CheckpointFile.WriteResume(states[member], RunId.Canonical(its.Run)));
        }

        return outstanding;
    }

    private static IReadOnlyList<TrainingNews> News(CohortTrainer trainer, IReadOnlyList<IReadOnlyList<Evaluation>> byMember, bool checkpoint, bool ended, bool durable) =>
        [.. byMember.Select((evaluations, member) => new TrainingNews(
            trainer.Epoch, evaluations, checkpoint && trainer.DivergedAt[member] is null, ended, trainer.DivergedAt[member], durable))];

    private ITrainingGrain Owner(Lease lease) => grains.GetGrain<ITrainingGrain>(lease.Item.Key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A resume file of the cohort is damaged or of another run; its training starts afresh.")]
    private partial void LogDamaged(Exception fault);
}
