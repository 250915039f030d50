using System.Globalization;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Training;

/// <summary>Which runs can train as one ensemble, and how many at once.</summary>
public static class Cohorts
{
    /// <summary>
    /// Runs of equal key can train together: tensors, task, batches and length are equal. Learning rates, decays, noise and penalty factors may differ, but
    /// whether there is a spectral penalty may not, as its eigendecompositions are more than half of an update's time.
    /// </summary>
    public static string Key(RunSpecification run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Task.Name()} {run.Modulus} {run.TrainFraction:R} {run.Architecture} {run.BatchSize} {run.Epochs} {run.SpectralEntropy > 0}");

    /// <summary>Refuses runs and states that cannot train as one cohort.</summary>
    /// <param name="runs">Runs of one <see cref="Key"/>.</param>
    /// <param name="states">Null, or one state a run, all of one epoch.</param>
    /// <exception cref="ArgumentException">They cannot.</exception>
    public static void ThrowIfUnfit(IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states)
    {
        if (runs.Select(Key).Distinct().Count() != 1)
        {
            throw new ArgumentException("These runs differ in shape and cannot train as one cohort.", nameof(runs));
        }

        if (states is not null && (states.Count != runs.Count || states.Select(each => each.Epoch).Distinct().Count() != 1))
        {
            throw new ArgumentException("A cohort goes on from one state a run, all of the same epoch.", nameof(states));
        }
    }

    /// <summary>Packs runs into cohorts of at most <paramref name="capacity"/> members, of sizes as equal as possible, in the order given.</summary>
    public static IReadOnlyList<IReadOnlyList<RunSpecification>> Pack(IEnumerable<RunSpecification> runs, int capacity) =>
        [.. runs.GroupBy(Key).SelectMany(group =>
        {
            RunSpecification[] members = [.. group];
            int cohorts = (members.Length + capacity - 1) / capacity;
            return Enumerable.Range(0, cohorts).Select(i => members[(members.Length * i / cohorts)..(members.Length * (i + 1) / cohorts)]);
        })];
}
