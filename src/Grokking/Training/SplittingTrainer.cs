using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Training;

/// <summary>Creates the trainer of a cohort.</summary>
/// <param name="runs">Its runs.</param>
/// <param name="states">Where to go on; null starts afresh.</param>
/// <exception cref="DeviceMemoryExhaustedException">They do not fit.</exception>
public delegate ICohortTrainer CreateTrainer(IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states);

/// <summary>
/// Trains runs in as few cohorts as the device holds. One that runs out of memory is as it was before the epoch; it is taken to the host, its memory is given back, and two cohorts of half the size go on
/// from there. Nothing that was trained is lost, and as a run depends on no other of its cohort, nothing else changes. A single run that does not fit fails.
/// </summary>
public sealed class SplittingTrainer : ICohortTrainer
{
    private readonly IReadOnlyList<RunSpecification> runs;
    private readonly CreateTrainer create;
    private readonly Action release;
    private readonly Action<int>? onSplit;
    private readonly List<(int First, int Count, ICohortTrainer Trainer)> parts = [];

    /// <summary>Starts the runs, or goes on from their states.</summary>
    /// <param name="runs">Runs that <see cref="Cohorts.Key"/> puts together.</param>
    /// <param name="states">States at one common epoch, in the order of the runs; null starts afresh.</param>
    /// <param name="most">How many train together at first.</param>
    /// <param name="create">Creates the trainer of some.</param>
    /// <param name="release">Gives memory that the library keeps for later back to the device.</param>
    /// <param name="onSplit">Told the size of the smaller cohorts.</param>
    /// <exception cref="DeviceMemoryExhaustedException">A single run does not fit.</exception>
    public SplittingTrainer(IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states, int most, CreateTrainer create, Action release, Action<int>? onSplit = null)
    {
        Cohorts.ThrowIfUnfit(runs, states);
        (this.runs, this.create, this.release, this.onSplit) = (runs, create, release, onSplit);
        int cohorts = (int)((runs.Count + (long)most - 1) / most);
        try
        {
            for (int i = 0; i < cohorts; i++)
            {
                int first = (int)((long)runs.Count * i / cohorts);
                Add(parts.Count, first, (int)((long)runs.Count * (i + 1) / cohorts) - first, states);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Sizes of the cohorts.</summary>
    public IReadOnlyList<int> Sizes => [.. parts.Select(part => part.Count)];

    /// <inheritdoc/>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public int UpdatesPerEpoch => parts[0].Trainer.UpdatesPerEpoch;

    /// <inheritdoc/>
    public IReadOnlyList<int?> DivergedAt => [.. parts.SelectMany(part => part.Trainer.DivergedAt)];

    /// <inheritdoc/>
    public void TrainEpoch()
    {
        int target = Epoch + 1;
        for (int i = 0; i < parts.Count; i++)
        {
            while (parts[i].Trainer.Epoch < target)
            {
                OrSplit(i, trainer =>
                {
                    trainer.TrainEpoch();
                    return true;
                });
            }
        }

        Epoch = target;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Evaluation> Evaluate()
    {
        List<Evaluation> evaluations = [];
        for (int i = 0; i < parts.Count; i++)
        {
            IReadOnlyList<Evaluation>? found = null;
            while (found is null)
            {
                found = OrSplit(i, trainer => trainer.Evaluate());
            }

            evaluations.AddRange(found);
        }

        return evaluations;
    }

    /// <inheritdoc/>
    public Weights WeightsOf(int member)
    {
        (int first, _, ICohortTrainer trainer) = PartOf(member);
        return trainer.WeightsOf(member - first);
    }

    /// <inheritdoc/>
    public TrainingState StateOf(int member)
    {
        (int first, _, ICohortTrainer trainer) = PartOf(member);
        return trainer.StateOf(member - first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parts.ForEach(part => part.Trainer.Dispose());
        parts.Clear();
        release();
    }

    private (int First, int Count, ICohortTrainer Trainer) PartOf(int member) => parts.First(part => member < part.First + part.Count);

    // Null when there was too little memory and cohort i is now two.
    private T? OrSplit<T>(int i, Func<ICohortTrainer, T> action)
    {
        (int first, int count, ICohortTrainer trainer) = parts[i];
        try
        {
            return action(trainer);
        }
        catch (DeviceMemoryExhaustedException) when (count > 1)
        {
            TrainingState[] states = new TrainingState[runs.Count];
            for (int member = 0; member < count; member++)
            {
                states[first + member] = trainer.StateOf(member);
            }

            trainer.Dispose();
            parts.RemoveAt(i);
            AddHalves(i, first, count, states);
            return default;
        }
    }

    private void Add(int at, int first, int count, IReadOnlyList<TrainingState>? states)
    {
        try
        {
            ICohortTrainer trainer = create([.. runs.Skip(first).Take(count)], states is null ? null : [.. states.Skip(first).Take(count)]);
            parts.Insert(at, (first, count, trainer));
            Epoch = trainer.Epoch;
        }
        catch (DeviceMemoryExhaustedException) when (count > 1)
        {
            AddHalves(at, first, count, states);
        }
    }

    private void AddHalves(int at, int first, int count, IReadOnlyList<TrainingState>? states)
    {
        release();
        int half = (count + 1) / 2;
        onSplit?.Invoke(half);
        Add(at, first, half, states);
        Add(parts.FindIndex(part => part.First + part.Count == first + half) + 1, first + half, count - half, states);
    }
}
