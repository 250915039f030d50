using System.Text.Json.Serialization;
using Grokking.Numerics;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Runs;

/// <summary>
/// The durable state of a run, whoever wants it, and the rules by which news changes it. What has been trained, stored and measured is a fact about the run; what is still to be done follows from
/// the open demands, so nothing that exists is ever computed again. Lists are ascending by epoch; repeated news changes nothing.
/// </summary>
public sealed class RunLog
{
    // Enough to see a run's troubles; the state of a run stays small.
    private const int MostEvents = 60;

    /// <summary>What is trained; its epochs are the most that anyone has wanted. Null before the run is adopted.</summary>
    public RunSpecification? Run { get; set; }

    /// <summary>Epochs trained, as far as reported.</summary>
    public int Trained { get; set; }

    /// <summary>Epoch in which the loss ceased to be a number, else null.</summary>
    public int? DivergedAt { get; set; }

    /// <summary>Class of the device that trained it last; null before.</summary>
    public string? Device { get; set; }

    /// <summary>Under what its epochs were trained, in their order; empty in what was stored before that was recorded.</summary>
    public List<NumericsSpan> Numerics { get; set; } = [];

    /// <summary>Losses and accuracies.</summary>
    public List<Evaluation> Evaluations { get; set; } = [];

    /// <summary>Epochs whose checkpoints are in the store.</summary>
    public List<int> Stored { get; set; } = [];

    /// <summary>Complexities by the published procedure, by effort.</summary>
    public List<EffortLog> Efforts { get; set; } = [];

    /// <summary>Sizes by other coders, by effort.</summary>
    public List<CoderLog> Coded { get; set; } = [];

    /// <summary>Who still waits for something.</summary>
    public List<OpenDemand> Demands { get; set; } = [];

    /// <summary>The most that any sweep has wanted to keep.</summary>
    public Retention Keep { get; set; }

    /// <summary>Faults in a row, by piece of work.</summary>
    public Dictionary<string, int> Faults { get; set; } = [];

    /// <summary>Why the run was given up, else null.</summary>
    public string? Reason { get; set; }

    /// <summary>The last wish to retry that was granted.</summary>
    public string Retried { get; set; } = "";

    /// <summary>What happened, oldest first.</summary>
    public List<RunEvent> Events { get; set; } = [];

    /// <summary>The fingerprint under which it was trained last, as queues know it; null before any is known.</summary>
    [JsonIgnore]
    public string? LastNumerics => Numerics.LastOrDefault()?.Fingerprint.Id;

    /// <summary>Whether the run is worth any work.</summary>
    [JsonIgnore]
    public bool IsWanted => Reason is null && Demands.Count > 0;

    /// <summary>Notes an event; the oldest are forgotten.</summary>
    public void Note(DateTimeOffset at, string what)
    {
        Events.Add(new(at, what));
        if (Events.Count > MostEvents)
        {
            Events.RemoveAt(0);
        }
    }

    /// <summary>Takes up a sweep's wish, or drops it where it is fulfilled.</summary>
    /// <returns>Whether something changed that nobody would say again: that a run that was given up is to be tried again. Wishes themselves are repeated by whoever has them.</returns>
    public bool Take(RunPlan plan, Demand demand)
    {
        if (Run is null || Run.Epochs < plan.Run.Epochs)
        {
            Run = plan.Run;
        }

        Keep = (Retention)Math.Max((int)Keep, (int)plan.Keep);
        bool isRetry = demand.Retry.Length > 0 && demand.Retry != Retried && Reason is not null;
        if (isRetry)
        {
            (Retried, Reason) = (demand.Retry, null);
            Faults.Clear();
        }

        Demands.RemoveAll(each => each.For.Observer == demand.Observer);
        if (!IsFulfilled(plan))
        {
            Demands.Add(new(demand, plan.Run.Epochs, plan.Measure));
        }

        return isRetry;
    }

    /// <summary>Takes in news from training.</summary>
    /// <returns>Whether it is trained under another numerics fingerprint than before, or for the first time under a known one.</returns>
    public bool Take(TrainingNews news)
    {
        // A slot that is stopped before its first epoch is done has news too, and has trained nothing.
        bool moved = news.Numerics is { } span && news.Epoch > span.After && span.Fingerprint.Id != LastNumerics;
        if (moved)
        {
            if (Trained > 0 && Numerics.Count == 0)
            {
                Numerics.Add(new(0, NumericsFingerprint.Unknown));
            }

            Numerics.Add(news.Numerics!);
        }

        Trained = Math.Max(Trained, news.Epoch);
        foreach (Evaluation evaluation in news.Evaluations.Where(each => !double.IsNaN(each.Train.Loss)))
        {
            InsertByEpoch(Evaluations, evaluation, each => each.Epoch);
        }

        if (news.Checkpoint)
        {
            InsertByEpoch(Stored, news.Epoch, each => each);
        }

        DivergedAt ??= news.DivergedAt;
        Faults.Remove("");
        return moved;
    }

    /// <summary>Takes in a measurement.</summary>
    public void Take(string effort, Measurement measurement)
    {
        if (Find(effort) is not { } log)
        {
            log = new EffortLog { Effort = effort };
            Efforts.Add(log);
        }

        InsertByEpoch(log.Measurements, measurement, each => each.Epoch);
    }

    /// <summary>Takes in what a coder made of a checkpoint.</summary>
    public void Take(string effort, CodedMeasurement measurement)
    {
        if (FindCoded(effort) is not { } log)
        {
            log = new CoderLog { Effort = effort };
            Coded.Add(log);
        }

        InsertByEpoch(log.Measurements, measurement, each => each.Epoch);
    }

    /// <summary>Notes a fault of a piece of work.</summary>
    /// <returns>How many it has had in a row.</returns>
    public int Fault(string part) => Faults[part] = Faults.GetValueOrDefault(part) + 1;

    /// <summary>Checkpoints and evaluations that training has to bring, for all open demands together.</summary>
    public (IReadOnlyList<int> Checkpoints, IReadOnlyList<int> Evaluations) ToTrain()
    {
        HashSet<int> evaluated = [.. Evaluations.Select(each => each.Epoch)];
        HashSet<int> stored = [.. Stored];
        SortedSet<int> checkpoints = [];
        SortedSet<int> evaluations = [];
        foreach (RunPlan plan in IsWanted ? Demands.Select(demand => demand.Plan(Run!)) : [])
        {
            HashSet<int> measured = MeasuredFor(plan);
            checkpoints.UnionWith(Reachable(plan.MeasuredEpochs()).Where(epoch => !stored.Contains(epoch) && !measured.Contains(epoch)));
            evaluations.UnionWith(Reachable(plan.EvaluatedEpochs()).Where(epoch => !evaluated.Contains(epoch)));
        }

        return ([.. checkpoints], [.. evaluations]);
    }

    /// <summary>Checkpoints in the store that wait to be measured, by each effort for itself, with one of the demands that want it.</summary>
    public IReadOnlyList<MeasuringWork> ToMeasure()
    {
        List<MeasuringWork> waiting = [];
        HashSet<(string, int)> seen = [];
        foreach (OpenDemand demand in IsWanted ? Demands : [])
        {
            RunPlan plan = demand.Plan(Run!);
            List<(string Effort, CoderKind Coder, HashSet<int> Measured)> efforts = [.. plan.Efforts.Select(each => (each.Effort, each.Coder, MeasuredBy(each.Effort)))];
            waiting.AddRange(
                from epoch in plan.MeasuredEpochs().Intersect(Stored)
                from each in efforts
                where !each.Measured.Contains(epoch) && seen.Add((each.Effort, epoch))
                select new MeasuringWork(demand, each.Effort, each.Coder, epoch));
        }

        return waiting;
    }

    /// <summary>How many checkpoints in the store wait to be measured, by whatever effort.</summary>
    public int CheckpointsToMeasure() => ToMeasure().Select(each => each.Epoch).Distinct().Count();

    /// <summary>Whether all that a plan asks for is there.</summary>
    public bool IsFulfilled(RunPlan plan)
    {
        HashSet<int> measured = MeasuredFor(plan);
        return Reachable(plan.MeasuredEpochs()).All(measured.Contains)
            && Reachable(plan.EvaluatedEpochs()).Except(Evaluations.Select(each => each.Epoch)).FirstOrDefault() == 0;
    }

    /// <summary>Takes fulfilled demands out.</summary>
    /// <returns>Those.</returns>
    public IReadOnlyList<OpenDemand> Fulfil()
    {
        List<OpenDemand> fulfilled = [.. Demands.Where(demand => IsFulfilled(demand.Plan(Run!)))];
        Demands.RemoveAll(fulfilled.Contains);
        return fulfilled;
    }

    /// <summary>Stored checkpoints that may go: nobody waits for them and nobody keeps them.</summary>
    public IReadOnlyList<int> Disposable()
    {
        if (Keep == Retention.All)
        {
            return [];
        }

        HashSet<int> waiting = [.. ToMeasure().Select(each => each.Epoch)];
        return [.. Stored.Where(epoch => !waiting.Contains(epoch))];
    }

    /// <summary>Where the run stands for a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isBegun">Whether a slot is at it now.</param>
    public RunState StateFor(RunPlan plan, bool isBegun) => this switch
    {
        _ when IsFulfilled(plan) => DivergedAt <= plan.Run.Epochs ? RunState.Diverged : RunState.Completed,
        { Reason: not null } => RunState.Failed,
        { Demands.Count: 0 } => RunState.Cancelled,
        _ => isBegun || Trained > 0 ? RunState.Running : RunState.Waiting,
    };

    /// <summary>The results that a plan asks for, as far as they are there: the same whatever else was computed of the run.</summary>
    public RunRecord Record(RunPlan plan, bool isBegun)
    {
        RunState state = StateFor(plan, isBegun);
        HashSet<int> evaluated = [.. plan.EvaluatedEpochs()];
        return new(
            RunId.Of(plan.Run),
            plan.Run,
            state,
            DivergedAt <= plan.Run.Epochs ? DivergedAt : null,
            state == RunState.Failed ? Reason : null,
            [.. Evaluations.Where(each => evaluated.Contains(each.Epoch))],
            MeasurementsOf(plan))
        {
            Numerics = [.. Numerics.Where(each => each.After < plan.Run.Epochs).Select(each => each.Fingerprint)],
        };
    }

    /// <summary>The latest for a plan.</summary>
    public RunProgress Progress(RunPlan plan, bool isBegun)
    {
        Evaluation latest = Evaluations.LastOrDefault(each => each.Epoch <= plan.Run.Epochs);
        Measurement? measured = MeasurementsOf(plan).LastOrDefault();
        IReadOnlyList<int> epochs = plan.MeasuredEpochs();
        HashSet<int> done = MeasuredFor(plan);
        return new(
            RunId.Of(plan.Run),
            StateFor(plan, isBegun),
            Math.Min(Trained, plan.Run.Epochs),
            plan.Run.Epochs,
            latest.Epoch == 0 ? double.NaN : latest.Train.Accuracy,
            latest.Epoch == 0 ? double.NaN : latest.Test.Accuracy,
            measured?.Epoch ?? 0,
            measured?.Epsilons.First(each => each.Epsilon == plan.Measure.HeadlineEpsilon).Bytes ?? 0,
            epochs.Count(done.Contains),
            epochs.Count,
            IsWanted ? epochs.Intersect(Stored).Except(done).Count() : 0,
            [.. measured?.Epsilons.Select(each => each.Bytes) ?? []]);
    }

    // A run that has diverged has no weights from that epoch on.
    private IEnumerable<int> Reachable(IReadOnlyList<int> epochs) => DivergedAt is int diverged ? epochs.Where(epoch => epoch < diverged) : epochs;

    private EffortLog? Find(string effort) => Efforts.Find(each => each.Effort == effort);

    private CoderLog? FindCoded(string effort) => Coded.Find(each => each.Effort == effort);

    // An effort's name is one of the one kind or of the other.
    private HashSet<int> MeasuredBy(string effort) => [.. Find(effort)?.Measurements.Select(each => each.Epoch) ?? FindCoded(effort)?.Measurements.Select(each => each.Epoch) ?? []];

    private HashSet<int> MeasuredFor(RunPlan plan)
    {
        HashSet<int> measured = MeasuredBy(plan.Effort);
        foreach ((string effort, _) in plan.Efforts.Skip(1))
        {
            measured.IntersectWith(MeasuredBy(effort));
        }

        return measured;
    }

    private IReadOnlyList<Measurement> MeasurementsOf(RunPlan plan)
    {
        HashSet<int> epochs = [.. plan.MeasuredEpochs()];
        ILookup<int, CodedSize> coded = plan.Efforts.SelectMany(each => FindCoded(each.Effort)?.Measurements ?? []).SelectMany(each => each.Sizes, (at, size) => (at.Epoch, size)).ToLookup(each => each.Epoch, each => each.size);
        int trainCount = ModularTask.TrainCount(plan.Run.Task, plan.Run.Modulus, plan.Run.TrainFraction);
        return [.. from each in Find(plan.Effort)?.Measurements ?? []
                   where epochs.Contains(each.Epoch)
                   select (each with { Coded = [.. coded[each.Epoch]] }).WithBounds(trainCount)];
    }

    private static void InsertByEpoch<T>(List<T> list, T item, Func<T, int> epochOf)
    {
        int index = list.FindLastIndex(each => epochOf(each) <= epochOf(item));
        if (index < 0 || epochOf(list[index]) != epochOf(item))
        {
            list.Insert(index + 1, item);
        }
    }
}
