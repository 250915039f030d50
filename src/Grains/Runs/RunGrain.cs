using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Telemetry;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Runs;

/// <inheritdoc cref="IRunGrain"/>
public sealed class RunGrain([PersistentState("run")] IPersistentState<RunLog> state, Instruments instruments) : Grain, IRunGrain
{
    private RunLog Log => state.State;

    /// <inheritdoc/>
    public async Task<RunProgress> Adopt(RunPlan plan, string sweepId)
    {
        if (Log.Plan is null || !Log.Sweeps.Contains(sweepId) || Log.State == RunState.Cancelled)
        {
            Log.Plan = plan;
            Log.State = Log.State == RunState.Cancelled ? RunState.Waiting : Log.State;
            Log.Sweeps = [.. Log.Sweeps.Append(sweepId).Distinct()];
            await state.WriteStateAsync();
        }

        await EnqueueOutstanding();
        return Progress();
    }

    /// <inheritdoc/>
    public async Task<int?> Record(TrainingNews news)
    {
        bool hadEnded = Log.HasEnded;
        Log.Take(news);
        if (news.Durable)
        {
            await state.WriteStateAsync();
            await EnqueueOutstanding();
        }

        if (Log.Plan is { } plan && Log.Evaluations.LastOrDefault() is { Epoch: > 0 } latest)
        {
            instruments.Evaluated(plan.Run.Task.Name(), plan.Run.Method.Name(), latest.Train.Accuracy, latest.Test.Accuracy);
        }

        Tell(hadEnded);
        return Log.State is RunState.Cancelled or RunState.Failed ? null : Log.Outstanding.Count;
    }

    /// <inheritdoc/>
    public async Task Measured(Measurement measurement)
    {
        bool hadEnded = Log.HasEnded;
        Log.Take(measurement);
        await state.WriteStateAsync();
        foreach (EpsilonMeasurement each in measurement.Epsilons)
        {
            instruments.Complexity(Log.Plan!.Run.Task.Name(), Log.Plan.Run.Method.Name(), each.Epsilon, each.Bytes);
        }

        Tell(hadEnded);
    }

    /// <inheritdoc/>
    public Task Fail(string reason) => End(RunState.Failed, reason);

    /// <inheritdoc/>
    public async Task Cancel(string sweepId)
    {
        Log.Sweeps.Remove(sweepId);
        if (Log.Sweeps.Count == 0)
        {
            await End(RunState.Cancelled, null);
        }
    }

    /// <inheritdoc/>
    public Task<RunPlan?> Plan() => Task.FromResult(Log.Plan);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> Outstanding() => Task.FromResult<IReadOnlyList<int>>([.. Log.Outstanding]);

    /// <inheritdoc/>
    public Task<RunRecord?> Read() => Task.FromResult(Log.Plan is { } plan
        ? new RunRecord(RunId.Of(plan.Run), plan.Run, Log.State, Log.DivergedAt, Log.Reason, [.. Log.Evaluations], [.. Log.Measurements])
        : null);

    private async Task End(RunState ending, string? reason)
    {
        if (!Log.HasEnded)
        {
            (Log.State, Log.Reason) = (ending, reason);
            Log.Outstanding.Clear();
            await state.WriteStateAsync();
            Tell(hadEnded: false);
        }
    }

    private Task EnqueueOutstanding() => Log.HasEnded || Log.Outstanding.Count == 0
        ? Task.CompletedTask
        : GrainFactory.GetGrain<IWorkQueueGrain>(DeviceClass.Cpu).Enqueue([.. Log.Outstanding.Select(epoch => new WorkItem(WorkKind.Compression, CheckpointName.Of(this.GetPrimaryKeyString(), epoch)))]);

    // News that is lost with a silo is made good by the sweep, which asks runs that it has not heard of for long.
    private void Tell(bool hadEnded)
    {
        if (Log.HasEnded && !hadEnded)
        {
            instruments.RunEnded(Log.State.ToString());
        }

        RunProgress progress = Progress();
        foreach (string sweep in Log.Sweeps)
        {
            GrainFactory.GetGrain<IRunObserver>(sweep).Observe(progress).Ignore();
        }
    }

    private RunProgress Progress()
    {
        RunPlan plan = Log.Plan ?? throw new InvalidOperationException($"Run {this.GetPrimaryKeyString()} has not been adopted by a sweep.");
        Evaluation latest = Log.Evaluations.LastOrDefault();
        Measurement? measured = Log.Measurements.LastOrDefault();
        double headline = plan.Measure.HeadlineEpsilon;
        return new(
            this.GetPrimaryKeyString(),
            Log.State,
            Log.Epoch,
            plan.Run.Epochs,
            Log.Evaluations.Count == 0 ? double.NaN : latest.Train.Accuracy,
            Log.Evaluations.Count == 0 ? double.NaN : latest.Test.Accuracy,
            measured?.Epoch ?? 0,
            measured?.Epsilons.First(each => each.Epsilon == headline).Bytes ?? 0,
            Log.Measurements.Count,
            plan.MeasuredEpochs().Count);
    }
}
