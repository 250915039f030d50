using System.Runtime.InteropServices;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using Grokking.Training.Ensemble;

namespace Grokking.Tests.Training;

/// <summary>A device that runs out of memory, simulated: it holds so many members from a certain moment on.</summary>
public class SplittingTrainerTests
{
    private const int Epochs = 6;
    private int held = int.MaxValue;
    private int released;
    private readonly List<int> splits = [];

    private static RunSpecification Small(ulong seed) => Paper.Run(Operation.Add, Method.Ours, seed, Epochs) with
    {
        Modulus = 13,
        TrainFraction = 0.5,
        Architecture = new(NetworkKind.Transformer, Layers: 1, Width: 16, Heads: 2, MlpWidth: 32),
    };

    private static readonly RunSpecification[] Runs = [.. Enumerable.Range(0, 5).Select(seed => Small((ulong)seed))];

    [Fact]
    public void A_cohort_that_does_not_fit_is_halved_until_it_does_and_loses_nothing()
    {
        using SplittingTrainer trainer = new(Runs, null, int.MaxValue, Create, () => released++, splits.Add);
        using CohortTrainer undisturbed = new(Runs);
        Train(trainer, 3);
        held = 1;
        Train(trainer, Epochs);
        Train(undisturbed, Epochs);

        Assert.Equal([1, 1, 1, 1, 1], trainer.Sizes);
        Assert.Equal([3, 2, 1, 1], splits);
        Assert.Equal(splits.Count, released);
        for (int member = 0; member < Runs.Length; member++)
        {
            Assert.Equal(undisturbed.StateOf(member).Weights.Values, trainer.StateOf(member).Weights.Values);
            Assert.Equal(undisturbed.StateOf(member).Second.Values, trainer.StateOf(member).Second.Values);
            Assert.Equal(undisturbed.Evaluate()[member], trainer.Evaluate()[member]);
        }
    }

    [Fact]
    public void One_that_never_fitted_starts_as_several_and_a_measuring_that_does_not_fit_splits_too()
    {
        held = 3;
        using SplittingTrainer trainer = new(Runs, null, int.MaxValue, Create, () => released++, splits.Add);
        Assert.Equal([3, 2], trainer.Sizes);
        Train(trainer, 2);
        held = 2;
        Assert.Equal(Runs.Length, trainer.Evaluate().Count);
        Assert.Equal([2, 1, 2], trainer.Sizes);
        Assert.Equal(Enumerable.Repeat(2, 5), Enumerable.Range(0, 5).Select(member => trainer.StateOf(member).Epoch));
    }

    [Fact]
    public void More_runs_than_a_cohort_takes_train_in_cohorts_of_equal_size()
    {
        using SplittingTrainer trainer = new(Runs, null, 2, Create, () => released++);
        Assert.Equal([1, 2, 2], trainer.Sizes);
        Train(trainer, 2);
        using CohortTrainer alone = new([Runs[4]]);
        Train(alone, 2);
        Assert.Equal(alone.WeightsOf(0).Values, trainer.WeightsOf(4).Values);
    }

    [Fact]
    public void A_single_run_that_does_not_fit_fails()
    {
        held = 0;
        DeviceMemoryExhaustedException fault = Assert.Throws<DeviceMemoryExhaustedException>(() => new SplittingTrainer(Runs, null, int.MaxValue, Create, () => { }));
        Assert.StartsWith("1 run does not fit in the device's memory", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cohort_on_a_device_splits_in_the_midst_of_an_epoch()
    {
        RunSpecification[] four = Runs[..4];
        int update = 0;
        using SplittingTrainer trainer = new(
            four,
            null,
            int.MaxValue,
            (runs, states) => new EnsembleTrainer(runs, states, ComputeDevice.CpuTogether) { BeforeStep = () => ThrowIf(runs.Count == 4 && ++update == 6) },
            () => { });
        using EnsembleTrainer undisturbed = new(four, null, ComputeDevice.CpuTogether);
        Train(trainer, Epochs);
        Train(undisturbed, Epochs);
        Assert.Equal([2, 2], trainer.Sizes);
        for (int member = 0; member < 4; member++)
        {
            float[] expected = undisturbed.WeightsOf(member).Values;
            Assert.InRange(expected.Zip(trainer.WeightsOf(member).Values, (x, y) => Math.Abs(x - y)).Max(), 0, 2e-5);
        }
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB.", true)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", true)]
    [InlineData("CUDA error: an illegal memory access was encountered", false)]
    public void Only_a_lack_of_memory_splits(string message, bool splits) => Assert.Equal(splits, DeviceMemoryExhaustedException.IsCauseOf(new ExternalException(message)));

    private ICohortTrainer Create(IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states)
    {
        ThrowIfTooMany(runs.Count);
        return new Limited(new CohortTrainer(runs, states), () => ThrowIfTooMany(runs.Count));
    }

    private void ThrowIfTooMany(int members)
    {
        if (members > held)
        {
            throw new DeviceMemoryExhaustedException(members, new ExternalException("CUDA out of memory."));
        }
    }

    private static void ThrowIf(bool exhausted)
    {
        if (exhausted)
        {
            throw new ExternalException("CUDA out of memory.");
        }
    }

    private static void Train(ICohortTrainer trainer, int epochs)
    {
        while (trainer.Epoch < epochs)
        {
            trainer.TrainEpoch();
        }
    }

    private sealed class Limited(ICohortTrainer inner, Action check) : ICohortTrainer
    {
        public int Epoch => inner.Epoch;

        public int UpdatesPerEpoch => inner.UpdatesPerEpoch;

        public IReadOnlyList<int?> DivergedAt => inner.DivergedAt;

        public void TrainEpoch()
        {
            check();
            inner.TrainEpoch();
        }

        public IReadOnlyList<Evaluation> Evaluate()
        {
            check();
            return inner.Evaluate();
        }

        public Weights WeightsOf(int member) => inner.WeightsOf(member);

        public TrainingState StateOf(int member) => inner.StateOf(member);

        public void Dispose() => inner.Dispose();
    }
}
