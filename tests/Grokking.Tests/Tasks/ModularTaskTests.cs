using CsCheck;
using Grokking.Tasks;

namespace Grokking.Tests.Tasks;

public class ModularTaskTests
{
    [Theory]
    [InlineData(Operation.Add, 3, 6, 2)]
    [InlineData(Operation.Sub, 3, 6, 4)]
    [InlineData(Operation.Mul, 3, 6, 4)]
    [InlineData(Operation.Div, 3, 6, 4)]
    [InlineData(Operation.SumOfSquares, 3, 6, 3)]
    [InlineData(Operation.QuadraticForm, 3, 6, 0)]
    public void Operations_are_those_of_arithmetic_mod_7(Operation operation, int a, int b, int c) =>
        Assert.Contains(new Equation(a, b, c), new ModularTask(operation, 7).Equations);

    [Theory]
    [InlineData(Operation.Add, 113, 12769, 2553)]
    [InlineData(Operation.Div, 113, 12656, 2531)]
    public void The_published_sizes(Operation operation, int modulus, int equations, int train)
    {
        ModularTask task = new(operation, modulus);
        Assert.Equal(equations, task.Equations.Count);
        Assert.Equal(train, task.Split(0.2, 0).Train.Length);
    }

    [Fact]
    public void Division_undoes_multiplication() =>
        Gen.Int[0, 7].Select(i => new[] { 2, 3, 5, 7, 11, 13, 31, 113 }[i]).Sample(prime => Assert.All(new ModularTask(Operation.Div, prime).Equations, each => Assert.Equal(each.A, each.C * each.B % prime)));

    [Fact]
    public void A_split_is_all_equations_once_and_depends_on_the_seed_alone()
    {
        ModularTask task = new(Operation.Mul, 11);
        Gen.Select(Gen.ULong, Gen.Double[0.05, 0.95]).Sample((seed, fraction) =>
        {
            (Equation[] train, Equation[] test) = task.Split(fraction, seed);
            Assert.Equal(task.Equations.Order(Comparer<Equation>.Create((x, y) => (x.A, x.B).CompareTo((y.A, y.B)))), train.Concat(test).Order(Comparer<Equation>.Create((x, y) => (x.A, x.B).CompareTo((y.A, y.B)))));
            Assert.Equal(train, task.Split(fraction, seed).Train);
        });
        Assert.NotEqual(task.Split(0.5, 1).Train, task.Split(0.5, 2).Train);
    }

    [Fact]
    public void Division_by_a_composite_modulus_is_refused() => Assert.Throws<ArgumentException>(() => new ModularTask(Operation.Div, 12));

    [Fact]
    public void Names_are_read_back() => Assert.All(Enum.GetValues<Operation>(), each => Assert.True(Operations.TryParse(each.Name(), out Operation read) && read == each));
}
