using System.Runtime.InteropServices;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using Grokking.Training.Ensemble;

namespace Grokking.Tests.Training.Ensemble;

/// <summary>The trainer of a GPU, through the same code on the CPU device, against the trainer of a core.</summary>
public class EnsembleTrainerTests
{
    private const int Epochs = 12;

    private static RunSpecification Small(ulong seed, Method method = Method.Ours, NetworkKind kind = NetworkKind.Transformer) => Paper.Run(Operation.Add, method, seed, Epochs) with
    {
        Modulus = 13,
        TrainFraction = 0.5,
        BatchSize = 24,
        Architecture = new(kind, Layers: 1, Width: 16, Heads: 2, MlpWidth: 32),
    };

    [Theory]
    [InlineData(Method.Ours, NetworkKind.Transformer)]
    [InlineData(Method.None, NetworkKind.Transformer)]
    [InlineData(Method.Ours, NetworkKind.Mlp)]
    public void Members_go_the_way_they_go_on_a_core(Method method, NetworkKind kind)
    {
        RunSpecification[] runs = [.. Enumerable.Range(0, 3).Select(seed => Small((ulong)seed, method, kind) with { LearningRate = 1e-3 * (1 + seed), NormCutoff = seed == 1 ? 1e-3 : 0 })];
        using EnsembleTrainer together = Trainer(runs);
        using CohortTrainer inTurn = new(runs);
        Train(together, Epochs);
        Train(inTurn, Epochs);

        for (int member = 0; member < runs.Length; member++)
        {
            Assert.InRange(Distance(inTurn.WeightsOf(member), together.WeightsOf(member)), 0, 2e-4);
            Assert.Equal(inTurn.Evaluate()[member].Train.Loss, together.Evaluate()[member].Train.Loss, 1e-3);
        }

        Assert.True(Distance(together.WeightsOf(0), together.WeightsOf(1)) > 1e-2, "Another member is another run.");
    }

    [Fact]
    public void The_seeds_of_the_others_change_no_bit()
    {
        using EnsembleTrainer one = Trainer(Small(0), Small(1), Small(2));
        using EnsembleTrainer other = Trainer(Small(7), Small(1), Small(9));
        Train(one, Epochs);
        Train(other, Epochs);
        Assert.Equal(one.WeightsOf(1).Values, other.WeightsOf(1).Values);
    }

    [Fact]
    public void A_cohort_that_goes_on_from_its_states_ends_in_the_same_bytes()
    {
        RunSpecification[] runs = [Small(0), Small(1)];
        using EnsembleTrainer straight = Trainer(runs);
        using EnsembleTrainer begun = Trainer(runs);
        Train(straight, Epochs);
        Train(begun, Epochs / 2);
        using EnsembleTrainer resumed = new(runs, [begun.StateOf(0), begun.StateOf(1)], ComputeDevice.CpuTogether);
        Train(resumed, Epochs);
        Assert.Equal(straight.StateOf(1).Weights.Values, resumed.StateOf(1).Weights.Values);
        Assert.Equal(straight.StateOf(1).Second.Values, resumed.StateOf(1).Second.Values);
    }

    [Fact]
    public void A_member_that_diverges_is_parked_and_the_others_go_on_unchanged()
    {
        using EnsembleTrainer with = Trainer(Small(0), Small(1) with { LearningRate = 1e30 }, Small(2));
        using EnsembleTrainer without = Trainer(Small(0), Small(1), Small(2));
        using CohortTrainer inTurn = new([Small(1) with { LearningRate = 1e30 }]);
        Train(with, 4);
        Train(without, 4);
        Train(inTurn, 4);

        Assert.Equal([null, 1, null], with.DivergedAt);
        Assert.True(double.IsNaN(with.Evaluate()[1].Train.Loss));
        Assert.Equal(inTurn.StateOf(0).Weights.Values, with.StateOf(1).Weights.Values);
        Assert.Equal(inTurn.StateOf(0).First.Values, with.StateOf(1).First.Values);
        Assert.Equal(without.WeightsOf(2).Values, with.WeightsOf(2).Values);

        using EnsembleTrainer resumed = new([Small(0), Small(1), Small(2)], [with.StateOf(0), with.StateOf(1), with.StateOf(2)], ComputeDevice.CpuTogether);
        Train(resumed, 6);
        Assert.Equal([null, 1, null], resumed.DivergedAt);
    }

    [Fact]
    public void Within_an_epoch_nothing_goes_between_device_and_host()
    {
        using EnsembleTrainer trainer = Trainer(Small(0), Small(1) with { NormCutoff = 1e-3 });
        Train(trainer, 1);
        long before = HostTransfer.Count;
        Train(trainer, 4);
        Assert.Equal(before, HostTransfer.Count);
        _ = trainer.DivergedAt;
        Assert.Equal(before + 1, HostTransfer.Count);
        trainer.Evaluate();
        Assert.NotEqual(before + 1, HostTransfer.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_device_that_runs_out_of_memory_leaves_the_cohort_as_it_was_before_the_epoch(int failing)
    {
        int update = -1;
        RunSpecification[] runs = [Small(0), Small(1)];
        using EnsembleTrainer faulty = new(runs, null, ComputeDevice.CpuTogether) { BeforeStep = () => ThrowIf(++update == (3 * UpdatesOf(runs)) + failing) };
        using EnsembleTrainer sound = Trainer(runs);
        Train(faulty, 3);
        Train(sound, 3);

        DeviceMemoryExhaustedException fault = Assert.Throws<DeviceMemoryExhaustedException>(faulty.TrainEpoch);
        Assert.Contains("2 runs together do not fit in the device's memory (CUDA out of memory", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, faulty.Epoch);
        Assert.Equal(sound.StateOf(1).Weights.Values, faulty.StateOf(1).Weights.Values);
        Assert.Equal(sound.StateOf(1).First.Values, faulty.StateOf(1).First.Values);

        Train(faulty, Epochs);
        Train(sound, Epochs);
        Assert.Equal(sound.StateOf(0).Second.Values, faulty.StateOf(0).Second.Values);
    }

    [Fact]
    public void Runs_of_different_shape_are_refused() => Assert.Throws<ArgumentException>(() => Trainer(Small(0), Small(1) with { Modulus = 11 }));

    private static int UpdatesOf(RunSpecification[] runs)
    {
        using EnsembleTrainer trainer = Trainer(runs);
        return trainer.UpdatesPerEpoch;
    }

    private static void ThrowIf(bool exhausted)
    {
        if (exhausted)
        {
            throw new ExternalException("CUDA out of memory. Tried to allocate 20.00 MiB.");
        }
    }

    private static EnsembleTrainer Trainer(params RunSpecification[] runs) => new(runs, null, ComputeDevice.CpuTogether);

    private static void Train(ICohortTrainer trainer, int epochs)
    {
        while (trainer.Epoch < epochs)
        {
            trainer.TrainEpoch();
        }
    }

    // Without the biases of keys: no loss depends on them, as softmax takes no notice of what all scores have in common, and what the optimiser makes of their gradient is rounding.
    private static double Distance(Weights one, Weights other) => Enumerable.Range(0, one.Layout.Parameters.Count)
        .Where(i => !one.Layout.Parameters[i].Name.EndsWith("attention.key.bias", StringComparison.Ordinal))
        .Max(i => one[i].ToArray().Zip(other[i].ToArray(), (x, y) => Math.Abs(x - y)).Max());
}
