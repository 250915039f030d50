using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;

namespace Grokking.Tests.Training;

public class CohortTrainerTests
{
    private const int Epochs = 12;

    private static RunSpecification Small(ulong seed, Method method = Method.Ours) => Paper.Run(Operation.Add, method, seed, Epochs) with
    {
        Modulus = 13,
        TrainFraction = 0.5,
        Architecture = new(NetworkKind.Transformer, Layers: 1, Width: 16, Heads: 2, MlpWidth: 32),
    };

    [Fact]
    public void A_member_of_four_goes_the_way_it_goes_alone()
    {
        using CohortTrainer cohort = new([.. Enumerable.Range(0, 4).Select(seed => Small((ulong)seed) with { LearningRate = 1e-3 * (1 + seed) })]);
        using CohortTrainer alone = new([Small(2) with { LearningRate = 3e-3 }]);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            cohort.TrainEpoch();
            alone.TrainEpoch();
        }

        Assert.Equal(alone.WeightsOf(0).Values, cohort.WeightsOf(2).Values);
        Assert.Equal(alone.Evaluate()[0], cohort.Evaluate()[2]);
        Assert.True(Distance(cohort.WeightsOf(1), alone.WeightsOf(0)) > 1e-2, "Another member is another run.");
    }

    [Fact]
    public void The_seeds_of_the_others_change_no_bit()
    {
        using CohortTrainer one = new([Small(0), Small(1), Small(2)]);
        using CohortTrainer other = new([Small(7), Small(1), Small(9)]);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            one.TrainEpoch();
            other.TrainEpoch();
        }

        Assert.Equal(one.WeightsOf(1).Values, other.WeightsOf(1).Values);
    }

    [Fact]
    public void A_cohort_that_goes_on_from_its_states_ends_in_the_same_bytes()
    {
        RunSpecification[] runs = [Small(0), Small(1)];
        using CohortTrainer straight = new(runs);
        using CohortTrainer begun = new(runs);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            straight.TrainEpoch();
            if (epoch < Epochs / 2)
            {
                begun.TrainEpoch();
            }
        }

        using CohortTrainer resumed = new(runs, [begun.StateOf(0), begun.StateOf(1)]);
        while (resumed.Epoch < Epochs)
        {
            resumed.TrainEpoch();
        }

        Assert.Equal(straight.StateOf(1).Weights.Values, resumed.StateOf(1).Weights.Values);
        Assert.Equal(straight.StateOf(1).Second.Values, resumed.StateOf(1).Second.Values);
    }

    [Fact]
    public void A_member_that_diverges_is_parked_and_the_others_go_on_unchanged()
    {
        RunSpecification explosive = Small(1) with { LearningRate = 1e30 };
        using CohortTrainer with = new([Small(0), explosive, Small(2)]);
        using CohortTrainer without = new([Small(0), Small(1), Small(2)]);
        for (int epoch = 0; epoch < 4; epoch++)
        {
            with.TrainEpoch();
            without.TrainEpoch();
        }

        Assert.Equal([null, 1, null], with.DivergedAt);
        Assert.True(double.IsNaN(with.Evaluate()[1].Train.Loss));
        Assert.Equal(without.WeightsOf(2).Values, with.WeightsOf(2).Values);
    }

    [Fact]
    public void Training_memorises_a_small_task()
    {
        using CohortTrainer trainer = new([Small(0, Method.None) with { LearningRate = 1e-2, Epochs = 100 }]);
        double before = trainer.Evaluate()[0].Train.Loss;
        for (int epoch = 0; epoch < 100; epoch++)
        {
            trainer.TrainEpoch();
        }

        Assert.InRange(before, 2, 5);
        Assert.InRange(trainer.Evaluate()[0].Train.Accuracy, 0.99, 1);
    }

    [Fact]
    public void Runs_of_different_shape_are_refused() =>
        Assert.Throws<ArgumentException>(() => new CohortTrainer([Small(0), Small(1) with { Modulus = 11 }]));

    [Theory]
    [InlineData(0.2, 5)]
    [InlineData(0.3, 8)]
    public void The_remainder_is_a_batch_too(double fraction, int updates)
    {
        using CohortTrainer trainer = new([Paper.Run(Operation.Add, Method.None, 0, 1) with { TrainFraction = fraction }]);
        Assert.Equal(updates, trainer.UpdatesPerEpoch);
    }

    private static double Distance(Weights one, Weights other) => one.Values.Zip(other.Values, (x, y) => Math.Abs(x - y)).Max();
}
