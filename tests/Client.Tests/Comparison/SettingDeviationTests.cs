using GrokCluster.Client.Comparison;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Comparison;

public class SettingDeviationTests
{
    [Fact]
    public void A_published_run_deviates_in_nothing_whatever_its_task_method_seed_and_length() => Assert.All(
        from task in Enum.GetValues<Operation>()
        from method in Enum.GetValues<Method>()
        select Paper.Run(task, method, seed: 77, epochs: 5),
        run => Assert.Empty(SettingDeviation.Of(run)));

    [Fact]
    public void Every_hyperparameter_that_is_changed_is_named_with_both_values() => Assert.All(
        Hyperparameter.All,
        each =>
        {
            RunSpecification run = Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs: 10);
            double other = each.Get(run) == 2 ? 3 : each.Integer ? 2 : 0.75;
            SettingDeviation only = Assert.Single(SettingDeviation.Of(each.With(run, other)));
            Assert.Equal(new SettingDeviation(each.Name, FormattableString.Invariant($"{other}"), FormattableString.Invariant($"{each.Get(run)}")), only);
        });

    [Fact]
    public void Another_network_deviates_in_just_that() =>
        Assert.Equal("network mlp (published transformer)", Assert.Single(SettingDeviation.Of(Paper.Run(Operation.Add, Method.Ours, 0, 10, NetworkKind.Mlp))).ToString());
}
