using Grokking.Runs;

namespace GrokCluster.Grains.Runs;

/// <summary>The durable state of a run grain, and the rules by which news changes it. Lists are ascending by epoch; repeated news changes nothing.</summary>
public sealed class RunLog
{
    /// <summary>What is recorded; null before the run is adopted.</summary>
    public RunPlan? Plan { get; set; }

    /// <summary>Where the run stands.</summary>
    public RunState State { get; set; }

    /// <summary>Epochs trained, as far as known durably.</summary>
    public int Epoch { get; set; }

    /// <summary>Whether training has ended.</summary>
    public bool TrainingEnded { get; set; }

    /// <summary>Epoch in which the loss ceased to be a number, else null.</summary>
    public int? DivergedAt { get; set; }

    /// <summary>Why the run failed, else null.</summary>
    public string? Reason { get; set; }

    /// <summary>Losses and accuracies.</summary>
    public List<Evaluation> Evaluations { get; set; } = [];

    /// <summary>Complexities.</summary>
    public List<Measurement> Measurements { get; set; } = [];

    /// <summary>Epochs of checkpoints that wait to be measured.</summary>
    public List<int> Outstanding { get; set; } = [];

    /// <summary>The sweeps to tell.</summary>
    public List<string> Sweeps { get; set; } = [];

    /// <summary>Whether nothing more will happen.</summary>
    public bool HasEnded => State is RunState.Completed or RunState.Diverged or RunState.Failed or RunState.Cancelled;

    /// <summary>Takes in news from training.</summary>
    public void Take(TrainingNews news)
    {
        if (HasEnded)
        {
            return;
        }

        State = RunState.Running;
        Epoch = Math.Max(Epoch, news.Epoch);
        foreach (Evaluation evaluation in news.Evaluations.Where(each => !double.IsNaN(each.Train.Loss)))
        {
            InsertByEpoch(Evaluations, evaluation, each => each.Epoch);
        }

        if (news.Checkpoint && !Outstanding.Contains(news.Epoch) && Measurements.All(each => each.Epoch != news.Epoch))
        {
            InsertByEpoch(Outstanding, news.Epoch, each => each);
        }

        DivergedAt ??= news.DivergedAt;
        TrainingEnded |= news.Ended || DivergedAt is not null;
        EndIfDone();
    }

    /// <summary>Takes in a measurement.</summary>
    public void Take(Measurement measurement)
    {
        if (!HasEnded)
        {
            InsertByEpoch(Measurements, measurement, each => each.Epoch);
            Outstanding.Remove(measurement.Epoch);
            EndIfDone();
        }
    }

    private void EndIfDone()
    {
        if (TrainingEnded && Outstanding.Count == 0)
        {
            State = DivergedAt is null ? RunState.Completed : RunState.Diverged;
        }
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
