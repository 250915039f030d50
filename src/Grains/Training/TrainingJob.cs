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
/// <item>Goes on from the cohort's resume file, or starts afresh.</item>
/// <item>Trains to the next epoch of the schedules and evaluates every member.</item>
/// <item>At an epoch to measure: stores each member's checkpoint, reports it to the records, then replaces the resume file. A silo lost in between repeats
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
            CohortTrainer trainer = await Start(lease, plan, slot, stop);
            try
            {
                if (await Train(lease, owner, plan, trainer, slot, stop))
                {
                    await owner.Complete(lease);
                    await store.Delete(CheckpointKeys.Resume(lease.Item.Key), stop);
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

    private async Task<CohortTrainer> Start(Lease lease, CohortPlan plan, ISlot slot, CancellationToken stop)
    {
        byte[]? file = await store.Read(CheckpointKeys.Resume(lease.Item.Key), stop);
        RunSpecification[] runs = [.. plan.Members.Select(member => member.Run)];
        return await slot.Thread.Run(() => new CohortTrainer(runs, ReadResume(file, runs)));
    }

    private IReadOnlyList<TrainingState>? ReadResume(byte[]? file, RunSpecification[] runs)
    {
        try
        {
            return file is null ? null : CheckpointFile.ReadResume(file, Networks.Create(runs[0].Architecture, runs[0].Modulus).Layout, runs.Length);
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
                string runId = RunId.Of(plan.Members[member].Run);
                Dictionary<string, string> metadata = new() { ["run"] = RunId.Canonical(plan.Members[member].Run), ["epoch"] = $"{trainer.Epoch}" };
                await store.Write(CheckpointKeys.Checkpoint(runId, trainer.Epoch), CheckpointFile.Write(states[member].Weights, metadata));
            }
        }

        IReadOnlyList<IReadOnlyList<Evaluation>> byMember = [.. plan.Members.Select((_, member) => (IReadOnlyList<Evaluation>)[.. unsaved.Select(each => each[member])])];
        int? outstanding = await owner.Report(lease, News(trainer, byMember, checkpoint, ended, durable: true));
        if (outstanding is not null)
        {
            await store.Write(CheckpointKeys.Resume(lease.Item.Key), CheckpointFile.WriteResume(states));
        }

        return outstanding;
    }

    private static IReadOnlyList<TrainingNews> News(CohortTrainer trainer, IReadOnlyList<IReadOnlyList<Evaluation>> byMember, bool checkpoint, bool ended, bool durable) =>
        [.. byMember.Select((evaluations, member) => new TrainingNews(
            trainer.Epoch, evaluations, checkpoint && trainer.DivergedAt[member] is null, ended, trainer.DivergedAt[member], durable))];

    private ITrainingGrain Owner(Lease lease) => grains.GetGrain<ITrainingGrain>(lease.Item.Key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cohort's resume file is damaged; its training starts afresh.")]
    private partial void LogDamaged(Exception fault);
}
