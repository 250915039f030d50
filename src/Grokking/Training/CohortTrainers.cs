using Grokking.Devices;
using Grokking.Runs;
using Grokking.Training.Ensemble;

namespace Grokking.Training;

/// <summary>The trainers by device.</summary>
public static class CohortTrainers
{
    /// <summary>Starts runs on a device, or goes on from their states: together or in turn, as the device wants it, and in smaller cohorts where its memory does not hold them all.</summary>
    /// <param name="runs">Runs that <see cref="Cohorts.Key"/> puts together.</param>
    /// <param name="states">States at one common epoch, in the order of the runs; null starts afresh.</param>
    /// <param name="device">Where.</param>
    /// <param name="most">How many train together; more train in several cohorts, an epoch of each in turn.</param>
    /// <param name="onSplit">Told the size of the smaller cohorts when a larger one had to be split.</param>
    public static ICohortTrainer Create(
        IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states, ComputeDevice device, int most = int.MaxValue, Action<int>? onSplit = null) => device.Together
        ? new SplittingTrainer(runs, states, most, (members, from) => new EnsembleTrainer(members, from, device), () => device.ReleaseMemory(), onSplit)
        : new CohortTrainer(runs, states);
}
