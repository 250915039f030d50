using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Tests.Runs;

public class RunValidationTests
{
    private static RunSpecification Run(Operation task) => Paper.Run(task, Method.Ours, seed: 0, epochs: 600);

    [Fact]
    public void Every_published_run_is_possible()
    {
        foreach (Operation task in Enum.GetValues<Operation>())
        {
            foreach (NetworkKind network in Enum.GetValues<NetworkKind>())
            {
                Assert.Null(RunValidation.FirstFault(Paper.Run(task, Method.Ours, seed: 0, epochs: 1, network)));
            }
        }
    }

    [Fact]
    public void Division_needs_a_prime_modulus_and_the_others_do_not()
    {
        Assert.Equal(
            new("modulus", "100", "div needs a prime modulus, as only then has every b ≠ 0 an inverse; the nearest is 101"),
            RunValidation.FirstFault(Run(Operation.Div) with { Modulus = 100 }));
        Assert.Null(RunValidation.FirstFault(Run(Operation.Mul) with { Modulus = 100 }));
    }

    [Fact]
    public void Heads_divide_the_width_of_a_transformer_and_mean_nothing_to_a_perceptron()
    {
        RunSpecification run = Run(Operation.Add);

        Assert.Equal(
            new("width", "128", "width must be a multiple of heads, which is 3"),
            RunValidation.FirstFault(run with { Architecture = run.Architecture with { Heads = 3 } }));
        Assert.Null(RunValidation.FirstFault(run with { Architecture = run.Architecture with { Kind = NetworkKind.Mlp, Heads = 3 } }));
    }

    [Theory]
    [InlineData(5, 0.05, 1)]
    [InlineData(2, 0.2, 0)]
    public void Both_splits_need_equations(int modulus, double fraction, int train) => Assert.Equal(
        new("train_fraction", $"{fraction}", $"of {modulus * modulus} equations it must leave at least 2 to train on and 1 to test on; this leaves {train} to train on"),
        RunValidation.FirstFault(Run(Operation.Add) with { Modulus = modulus, TrainFraction = fraction }));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_run_has_an_epoch_at_least(int epochs) => Assert.Equal(
        new("epochs", $"{epochs}", "epochs must be a whole number of at least 1"),
        RunValidation.FirstFault(Run(Operation.Add) with { Epochs = epochs }));

    [Fact]
    public void Primes_are_those_that_a_sieve_leaves()
    {
        bool[] composite = new bool[1025];
        for (int number = 2; number < composite.Length; number++)
        {
            Assert.Equal(!composite[number], Primes.Contains(number));
            for (int multiple = 2 * number; multiple < composite.Length; multiple += number)
            {
                composite[multiple] = true;
            }
        }

        Assert.All([-7, 0, 1], number => Assert.False(Primes.Contains(number)));
    }
}
