namespace GrokCluster.Grains.Telemetry;

/// <summary>A sweep at one moment, as metrics show it.</summary>
/// <param name="Sweep">Its id.</param>
/// <param name="Runs">How many runs are in which state.</param>
/// <param name="Outstanding">Checkpoints that are stored and not yet measured.</param>
/// <param name="Progress">Part of the work done, in [0, 1].</param>
/// <param name="Remaining">Estimated time left; null while too little is known, and at the end.</param>
/// <param name="Curves">One for each task and method of which there is news.</param>
/// <param name="Until">When it is no longer shown; null while the sweep has not ended.</param>
public sealed record SweepReading(
    string Sweep, IReadOnlyList<(string State, int Count)> Runs, int Outstanding, double Progress, TimeSpan? Remaining, IReadOnlyList<CurveReading> Curves, DateTimeOffset? Until);

/// <summary>
/// The latest of one task and method: of the run that had news last, and not a mean over runs, which at different epochs would be a point that no run has been at. So each reading is a point of some
/// run's curve, and many are the cloud of all runs.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Method">The method.</param>
/// <param name="Training">The latest evaluation; null before the first.</param>
/// <param name="Complexity">The latest measurement; null before the first.</param>
public sealed record CurveReading(string Task, string Method, TrainingPoint? Training, ComplexityPoint? Complexity);

/// <summary>Accuracies of a run at an epoch.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="TrainAccuracy">In [0, 1].</param>
/// <param name="TestAccuracy">In [0, 1].</param>
public sealed record TrainingPoint(int Epoch, double TrainAccuracy, double TestAccuracy);

/// <summary>Complexities of a run's checkpoint.</summary>
/// <param name="Epoch">Epochs trained when it was taken.</param>
/// <param name="Sizes">Bytes for each ε.</param>
public sealed record ComplexityPoint(int Epoch, IReadOnlyList<(double Epsilon, long Bytes)> Sizes);
