using System.Collections.Concurrent;
using System.Diagnostics;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Timing;
using Grokking.Training.Ensemble;

namespace Grokking.Training;

/// <summary>Measures how fast a device trains some members together, by training them.</summary>
public static class CohortMeasurement
{
    private const int TimedEpochs = 2;

    // What a device's memory held before its first trial. libtorch keeps what a trial has freed, so that the growth since the last one would say too little.
    private static readonly ConcurrentDictionary<string, long> Before = [];

    /// <summary>Trains copies of a run with seeds of their own for three epochs, the first untimed.</summary>
    /// <returns>Null if they do not fit.</returns>
    public static CohortTrial? Measure(RunSpecification run, ComputeDevice device, int members)
    {
        long? before = device.Memory() is { } at ? Before.GetOrAdd(device.Name, at.Used) : null;
        try
        {
            using EnsembleTrainer trainer = Trainer(run, device, members);
            trainer.TrainEpoch();
            device.Synchronize();
            long start = Stopwatch.GetTimestamp();
            for (int epoch = 0; epoch < TimedEpochs; epoch++)
            {
                trainer.TrainEpoch();
            }

            device.Synchronize();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            long bytes = device.Memory() is { } memory && before is { } used ? Math.Max(0, memory.Used - used) : 0;
            return new(members, (double)TimedEpochs * trainer.UpdatesPerEpoch * members / seconds, bytes);
        }
        catch (DeviceMemoryExhaustedException)
        {
            return null;
        }
        finally
        {
            device.ReleaseMemory();
        }
    }

    /// <summary>A cohort of copies of a run, with seeds of their own and one start, which is faster to make than many.</summary>
    /// <param name="run">The run.</param>
    /// <param name="device">Where.</param>
    /// <param name="members">S.</param>
    /// <param name="clock">Told where the time goes.</param>
    public static EnsembleTrainer Trainer(RunSpecification run, ComputeDevice device, int members, PhaseClock? clock = null)
    {
        INetwork network = Networks.Create(run.Architecture, run.Modulus);
        Weights zero = new(network.Layout, new float[network.Layout.Count]);
        TrainingState start = new(0, Initializer.InitialWeights(network, run.Seed), zero, zero, null);
        return new([.. Enumerable.Range(0, members).Select(member => run with { Seed = run.Seed + (ulong)member })], [.. Enumerable.Repeat(start, members)], device) { Clock = clock };
    }
}
