using System.Diagnostics;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Timing;
using Grokking.Training;
using Grokking.Training.Ensemble;
using Grokking.Training.Spectral;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Figures of one size of cohort.</summary>
/// <param name="Members">S.</param>
/// <param name="MemberUpdatesPerSecond">S times the updates of a second, by rounds; each is one epoch.</param>
/// <param name="RateFraction">Operations of the networks' products a second, over the device's measured rate.</param>
/// <param name="BytesPerMember">Device memory in use over S; null where the device does not say.</param>
/// <param name="Phases">Milliseconds an update of the whole cohort, with a wait after each phase.</param>
/// <param name="Solver">The eigensolver chosen for the spectral penalty.</param>
public sealed record EnsembleFigures(int Members, Spread MemberUpdatesPerSecond, double RateFraction, long? BytesPerMember, IReadOnlyDictionary<string, double> Phases, string Solver);

/// <summary>Two trainings of one run, on a device and on a core.</summary>
/// <param name="Epochs">How many epochs.</param>
/// <param name="LargestDifference">Largest difference of the training losses after any epoch, nats.</param>
/// <param name="FirstDifference">The difference after the first epoch, nats.</param>
/// <param name="Device">Losses on the device, by epoch.</param>
/// <param name="Core">Losses on a core, by epoch.</param>
public sealed record TrajectoryFigures(int Epochs, double LargestDifference, double FirstDifference, IReadOnlyList<double> Device, IReadOnlyList<double> Core);

/// <summary>Measures cohorts of several sizes on a device, each alone, as a cohort wants the whole of it.</summary>
/// <param name="device">Where.</param>
/// <param name="rounds">Timed epochs of each size.</param>
public sealed class EnsembleBenchmark(ComputeDevice device, int rounds)
{
    private const int WarmUpEpochs = 2;
    private const int Hundred = 100;

    /// <summary>What is trained: the setting that the published figures are mostly of.</summary>
    public RunSpecification Run { get; init; } = Paper.Run(Operation.Add, Method.Ours, 1, epochs: 1_000_000);

    /// <summary>Float32 operations a second of the device's best batched product of an update's sizes: 512 × 128 × 512, 64 at once (4 on a CPU).</summary>
    public double ProductsPerSecond()
    {
        const int Rows = 512, Inputs = 128, Outputs = 512, Repetitions = 50;
        int batch = device.Torch.type == DeviceType.CPU ? 4 : 64;
        using var noGradients = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor x = torch.randn(batch, Rows, Inputs, device: device.Torch);
        Tensor kernel = torch.randn(batch, Inputs, Outputs, device: device.Torch);
        double best = double.PositiveInfinity;
        for (int trial = 0; trial < 5; trial++)
        {
            device.Synchronize();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Repetitions; i++)
            {
                torch.bmm(x, kernel).Dispose();
            }

            device.Synchronize();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * batch * Rows * Inputs * Outputs * Repetitions / best;
    }

    /// <summary>Measures one size.</summary>
    /// <returns>Null if it does not fit.</returns>
    public EnsembleFigures? Measure(int members, double productsPerSecond, CancellationToken cancellation)
    {
        long? before = device.Memory()?.Used;
        try
        {
            PhaseClock clock = new();
            List<double> rates = [];
            long? used;
            using (EnsembleTrainer trainer = CohortMeasurement.Trainer(Run, device, members))
            {
                for (int epoch = 0; epoch < WarmUpEpochs; epoch++)
                {
                    trainer.TrainEpoch();
                }

                for (int round = 0; round < rounds; round++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    rates.Add(members * trainer.UpdatesPerEpoch / Seconds(trainer));
                }

                used = device.Memory()?.Used - before;
            }

            int updates;
            using (EnsembleTrainer timed = CohortMeasurement.Trainer(Run, device, members, clock))
            {
                timed.TrainEpoch();
                clock.Reset();
                timed.TrainEpoch();
                updates = timed.UpdatesPerEpoch;
            }

            Spread rate = Spread.Of(rates);
            double fraction = rate.Median * TrainingFloor.Of(Run).ProductOperations / productsPerSecond;
            int largest = Networks.Create(Run.Architecture, Run.Modulus).Layout.Parameters.Where(each => each.IsMatrix).Max(each => each.Shape.Min());
            string solver = Run.SpectralEntropy > 0 ? EigensolverChoice.Chosen(device, largest) ?? "" : "";
            return new(members, rate, fraction, used / members, clock.Seconds.ToDictionary(each => each.Key, each => 1e3 * each.Value / updates), solver);
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

    /// <summary>Seconds of an epoch of a hundred seeds, in cohorts of at most <paramref name="members"/>, after a first one.</summary>
    public double EpochOfHundred(int members)
    {
        RunSpecification[] runs = [.. Enumerable.Range(0, Hundred).Select(seed => Run with { Seed = (ulong)seed })];
        using ICohortTrainer trainer = CohortTrainers.Create(runs, null, device, members);
        trainer.TrainEpoch();
        return Seconds(trainer);
    }

    /// <summary>Trains one run on the device and on a core.</summary>
    public TrajectoryFigures Trajectory(int epochs, CancellationToken cancellation)
    {
        using ICohortTrainer there = CohortTrainers.Create([Run], null, device);
        using ICohortTrainer here = CohortTrainers.Create([Run], null, ComputeDevice.Cpu);
        List<double> onDevice = [];
        List<double> core = [];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            there.TrainEpoch();
            here.TrainEpoch();
            onDevice.Add(there.Evaluate()[0].Train.Loss);
            core.Add(here.Evaluate()[0].Train.Loss);
        }

        double[] differences = [.. onDevice.Zip(core, (one, other) => Math.Abs(one - other))];
        return new(epochs, differences.Max(), differences[0], onDevice, core);
    }

    private double Seconds(ICohortTrainer trainer)
    {
        device.Synchronize();
        long start = Stopwatch.GetTimestamp();
        trainer.TrainEpoch();
        device.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
