using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Timing;
using Grokking.Training.Spectral;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Ensemble;

/// <summary>
/// Trains a cohort on a device that wants all members together, such as a GPU: what <see cref="CohortTrainer"/> does for one member after another, every operation here does for all. Within an epoch the
/// host only says what is to be done and never waits: shuffles and noise are drawn on the device, corrections and divergence are counted there, and nothing is read before somebody asks.
/// A member's draws, batches and formulas are those of <see cref="CohortTrainer"/>; its roundings are the device's.
/// </summary>
public sealed class EnsembleTrainer : ICohortTrainer
{
    private readonly IReadOnlyList<RunSpecification> runs;
    private readonly ComputeDevice device;
    private readonly INetwork network;
    private readonly EquationSet train;
    private readonly EquationSet test;
    private readonly EnsembleState state;
    private readonly EnsembleAdamW optimizer;
    private readonly TensorDraws draws;
    private readonly BatchedSpectralEntropyGradient? spectral;
    private readonly EnsembleNormCutoffGradient? norm;
    private readonly Tensor noise;      // δ, (S, 1)
    private readonly Tensor penalty;    // β, (S, 1, 1)
    private readonly Tensor epochs;     // (1, 1), int64: the device's own count
    private readonly Tensor failed;     // (S), whether a loss was not finite
    private readonly Tensor diverged;   // (S), int64: the epoch, 0 for none
    private readonly int?[] divergedAt;
    private readonly bool isNoisy;
    private bool isRead = true;

    /// <summary>Starts the runs, or goes on from their states.</summary>
    /// <param name="runs">Runs that <see cref="Cohorts.Key"/> puts together.</param>
    /// <param name="states">States at one common epoch, in the order of the runs; null starts afresh.</param>
    /// <param name="device">Where.</param>
    /// <param name="solver">Chooses the spectral penalty's eigensolver by size and number of matrices; measures which is fastest if null.</param>
    /// <exception cref="ArgumentException">The runs cannot train together, or the states are of different epochs.</exception>
    /// <exception cref="DeviceMemoryExhaustedException">They do not fit.</exception>
    public EnsembleTrainer(IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states, ComputeDevice device, Func<int, int, IEigensolver>? solver = null)
    {
        Cohorts.ThrowIfUnfit(runs, states);
        (this.runs, this.device) = (runs, device);
        RunSpecification shape = runs[0];
        network = Networks.Create(shape.Architecture, shape.Modulus);
        ModularTask task = new(shape.Task, shape.Modulus);
        List<(Equation[] Train, Equation[] Test)> splits = [.. runs.Select(run => task.Split(run.TrainFraction, run.Seed))];
        try
        {
            using DisposeScope scope = torch.NewDisposeScope();
            train = EquationSet.Create([.. splits.Select(each => each.Train)], device.Torch);
            test = EquationSet.Create([.. splits.Select(each => each.Test)], device.Torch);
            state = new(
                network.Layout,
                [.. states?.Select(each => each.Weights) ?? runs.Select(run => Initializer.InitialWeights(network, run.Seed))],
                states?.Select(each => each.First).ToList(),
                states?.Select(each => each.Second).ToList(),
                device.Torch);
            optimizer = new(runs, UpdatesPerEpoch, device.Torch);
            draws = new([.. runs.Select(run => run.Seed)], state.Width, (int)train.Count, device.Torch);
            spectral = runs.Any(run => run.SpectralEntropy > 0) ? new(network.Layout, solver ?? ((size, batch) => EigensolverChoice.For(device, size, batch))) : null;
            norm = runs.Any(run => run.NormCutoff > 0) ? new(runs, device.Torch) : null;
            isNoisy = runs.Any(run => run.WeightNoise > 0);
            noise = Kept(HostTransfer.Write([.. runs.Select(run => (float)run.WeightNoise)], device.Torch, runs.Count, 1));
            penalty = Kept(HostTransfer.Write([.. runs.Select(run => (float)run.SpectralEntropy)], device.Torch, runs.Count, 1, 1));
            Epoch = states?[0].Epoch ?? 0;
            epochs = Kept(HostTransfer.Write([Epoch], device.Torch, 1, 1));
            failed = Kept(torch.zeros(runs.Count, torch.ScalarType.Bool, device.Torch));
            diverged = Kept(torch.zeros(runs.Count, torch.ScalarType.Int64, device.Torch));
            divergedAt = states is null ? new int?[runs.Count] : [.. states.Select(each => each.DivergedAt)];
        }
        catch (Exception fault) when (DeviceMemoryExhaustedException.IsCauseOf(fault))
        {
            Dispose();
            throw new DeviceMemoryExhaustedException(runs.Count, fault);
        }

        static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();
    }

    /// <summary>Told where the time goes, if set, by the names of <see cref="CohortTrainer.Clock"/>. The host then waits after every phase: for benchmarks alone.</summary>
    public PhaseClock? Clock { get; init; }

    /// <inheritdoc/>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public int UpdatesPerEpoch => (int)((train.Count + BatchSize - 1) / BatchSize);

    /// <inheritdoc/>
    /// <remarks>Waits for the device.</remarks>
    public IReadOnlyList<int?> DivergedAt
    {
        get
        {
            if (!isRead)
            {
                isRead = true;
                long[] found = HostTransfer.Read<long>(diverged);
                for (int member = 0; member < runs.Count; member++)
                {
                    divergedAt[member] ??= found[member] == 0 ? null : (int)found[member];
                }
            }

            return divergedAt;
        }
    }

    /// <summary>Called before each update is applied; throws in tests of what follows a fault of the device.</summary>
    internal Action? BeforeStep { get; init; }

    private long BatchSize => Math.Min(runs[0].BatchSize, Math.Max(1, train.Count / 2));

    /// <inheritdoc/>
    public void TrainEpoch()
    {
        state.Keep();
        epochs.PlusInPlace(1L);
        try
        {
            Clock?.Start();
            using DisposeScope scope = torch.NewDisposeScope();
            optimizer.Begin(epochs);
            Tensor order = draws.Permutations(epochs);                                            // (S, N)
            (Tensor a, Tensor b, Tensor c) = (train.A.gather(1, order), train.B.gather(1, order), train.C.gather(1, order));
            Lap("shuffle");
            for (int update = 0; update < UpdatesPerEpoch; update++)
            {
                long start = update * BatchSize;
                long count = Math.Min(BatchSize, train.Count - start);
                Update(update, Batch(a), Batch(b), Batch(c));

                Tensor Batch(Tensor column) => column.narrow(1, start, count).contiguous();
            }

            NoteDiverged();
        }
        catch (Exception fault) when (DeviceMemoryExhaustedException.IsCauseOf(fault))
        {
            state.Restore();
            epochs.PlusInPlace(-1L);
            throw new DeviceMemoryExhaustedException(runs.Count, fault);
        }

        Epoch++;
        isRead = false;
    }

    /// <inheritdoc/>
    /// <remarks>Waits for the device.</remarks>
    public IReadOnlyList<Evaluation> Evaluate()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        try
        {
            Tensor[] parameters = state.Split(state.Weights);
            IReadOnlyList<Score> onTrain = EnsembleScore.Of(network, parameters, train);
            IReadOnlyList<Score> onTest = EnsembleScore.Of(network, parameters, test);
            Score none = new(double.NaN, double.NaN);
            return [.. DivergedAt.Select((epoch, member) => epoch is null ? new Evaluation(Epoch, onTrain[member], onTest[member]) : new(Epoch, none, none))];
        }
        catch (Exception fault) when (DeviceMemoryExhaustedException.IsCauseOf(fault))
        {
            throw new DeviceMemoryExhaustedException(runs.Count, fault);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Waits for the device.</remarks>
    public Weights WeightsOf(int member) => DivergedAt[member] is null ? state.Row(state.Weights, member) : Initializer.InitialWeights(network, runs[member].Seed);

    /// <inheritdoc/>
    /// <remarks>Waits for the device. A run that has diverged is given as <see cref="CohortTrainer"/> parks it: with its initial weights.</remarks>
    public TrainingState StateOf(int member)
    {
        if (DivergedAt[member] is { } epoch)
        {
            Weights zero = new(network.Layout, new float[network.Layout.Count]);
            return new(Epoch, WeightsOf(member), zero, zero, epoch);
        }

        return new(Epoch, state.Row(state.Weights, member), state.Row(state.First, member), state.Row(state.Second, member), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A constructor that has run out of memory leaves the later ones unset.
        foreach (IDisposable? each in (IDisposable?[])[train, test, state, optimizer, draws, norm, noise, penalty, epochs, failed, diverged])
        {
            each?.Dispose();
        }
    }

    private void Update(int update, Tensor a, Tensor b, Tensor c)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor noisy = isNoisy ? state.Weights.addcmul(draws.Noise(epochs, update), noise, KeptScalar.Of(1L)) : state.Weights; // Eqn 10
        Tensor[] parameters = state.Split(noisy);
        Array.ForEach(parameters, each => each.requires_grad_(true));
        Lap("noise");
        Tensor loss = CrossEntropy.PerMember(network.Bind(parameters)(a, b), c);                  // (S)
        Lap("forward");
        List<Tensor> gradients = [.. torch.autograd.grad([loss.sum()], parameters)];
        Lap("backward");
        spectral?.AddTo(parameters, penalty, gradients);
        Lap("spectral");
        norm?.AddTo(parameters, gradients);
        BeforeStep?.Invoke();
        failed.logical_or_(loss.detach().isfinite().logical_not_());
        optimizer.Step(state, state.Join(gradients), update);
        Lap("optimiser");
    }

    // Weights that are not finite stay so; to look once an epoch is enough.
    private void NoteDiverged()
    {
        Tensor broken = state.Weights.abs().amax([1]).isfinite().logical_not_().logical_or_(failed);
        Tensor isNew = broken.logical_and(diverged.eq(KeptScalar.Of(0L)));
        diverged.copy_(torch.where(isNew, epochs.view(1), diverged));
    }

    private void Lap(string phase)
    {
        if (Clock is not null)
        {
            device.Synchronize();
            Clock.Lap(phase);
        }
    }
}
