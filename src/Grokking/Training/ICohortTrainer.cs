using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Training;

/// <summary>Trains a cohort: runs of equal tensor shapes, in step. Not thread-safe; one thread trains a cohort.</summary>
public interface ICohortTrainer : IDisposable
{
    /// <summary>Epochs trained.</summary>
    int Epoch { get; }

    /// <summary>Updates of one epoch: ⌈n / B⌉ with B = min(batch size, ⌊n/2⌋).</summary>
    int UpdatesPerEpoch { get; }

    /// <summary>For each run the epoch in which it diverged, else null.</summary>
    IReadOnlyList<int?> DivergedAt { get; }

    /// <summary>Trains one epoch.</summary>
    /// <exception cref="Devices.DeviceMemoryExhaustedException">The device has too little memory; the cohort is as it was before this epoch.</exception>
    void TrainEpoch();

    /// <summary>Losses and accuracies of every run, with clean weights on whole splits; NaN for those that have diverged.</summary>
    IReadOnlyList<Evaluation> Evaluate();

    /// <summary>A copy of one run's clean weights.</summary>
    Weights WeightsOf(int member);

    /// <summary>A copy of all that one run needs to go on from here.</summary>
    TrainingState StateOf(int member);
}
