using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Tests.Runs;

public class HyperparameterTests
{
    private static readonly RunSpecification Ours = Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs: 1);

    public static TheoryData<string> Names => [.. Hyperparameter.All.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_set_is_read_and_nothing_else_changes(string name)
    {
        Hyperparameter hyperparameter = Hyperparameter.Find(name)!;
        double value = hyperparameter.Get(Ours) + (hyperparameter.Integer ? 1 : 0.05);

        RunSpecification changed = hyperparameter.With(Ours, value);

        Assert.Equal(value, hyperparameter.Get(changed));
        Assert.Equal(Ours, hyperparameter.With(changed, hyperparameter.Get(Ours)));
        Assert.All(Hyperparameter.All.Where(each => each.Name != name), other => Assert.Equal(other.Get(Ours), other.Get(changed)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_hyperparameter_is_not_a_number_or_infinite_or_negative(string name)
    {
        Hyperparameter hyperparameter = Hyperparameter.Find(name)!;

        Assert.True(hyperparameter.IsAllowed(hyperparameter.Get(Ours)));
        Assert.All([double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1], value => Assert.False(hyperparameter.IsAllowed(value)));
    }

    [Fact]
    public void Whole_numbers_are_whole() =>
        Assert.All(Hyperparameter.All.Where(each => each.Integer), each => Assert.False(each.IsAllowed(2.5)));

    [Theory]
    [InlineData("train_fraction", 0)]
    [InlineData("train_fraction", 1)]
    [InlineData("learning_rate", 0)]
    [InlineData("beta1", 1)]
    [InlineData("adam_epsilon", 0)]
    [InlineData("modulus", 1)]
    [InlineData("modulus", 1025)]
    public void Bounds_that_are_stated_as_open_are_open(string name, double value) => Assert.False(Hyperparameter.Find(name)!.IsAllowed(value));

    [Theory]
    [InlineData(Method.None, "weight_decay")]
    [InlineData(Method.None, "weight_noise")]
    [InlineData(Method.WeightDecay, "weight_noise")]
    [InlineData(Method.None, "spectral_entropy")]
    [InlineData(Method.WeightDecay, "spectral_entropy")]
    public void A_regulariser_that_the_method_lacks_stays_off(Method method, string name)
    {
        RunSpecification run = Paper.Run(Operation.Add, method, seed: 0, epochs: 1);

        Assert.Equal(0, Hyperparameter.Find(name)!.Get(run));
        Assert.Equal(run, Hyperparameter.Find(name)!.With(run, 0.5));
    }

    [Fact]
    public void A_name_that_is_none_finds_none() => Assert.Null(Hyperparameter.Find("weight-decay"));
}
