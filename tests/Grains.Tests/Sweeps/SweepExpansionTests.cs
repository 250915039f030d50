using CsCheck;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Tests.Sweeps;

public class SweepExpansionTests
{
    private static readonly SweepSpecification One = new()
    {
        Name = "one",
        Tasks = [Operation.Add],
        Methods = [Method.Ours],
        Seeds = [0],
        Epochs = 600,
    };

    [Fact]
    public void A_sweep_of_one_is_the_published_run() =>
        Assert.Equal([Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs: 600)], SweepExpansion.Runs(One));

    [Fact]
    public void Runs_come_by_task_then_method_then_grid_point_then_seed()
    {
        SweepSpecification sweep = One with
        {
            Tasks = [Operation.Mul, Operation.Add],
            Methods = [Method.WeightDecay, Method.Ours],
            Seeds = [5, 2],
            Grid = [new("weight_decay", [0.3, 1]), new("learning_rate", [1e-3, 2e-3])],
        };

        RunSpecification[] runs = [.. SweepExpansion.Runs(sweep)];

        Assert.Equal(32, runs.Length);
        Assert.Equal(
            [(0.3, 1e-3, 5UL), (0.3, 1e-3, 2), (0.3, 2e-3, 5), (0.3, 2e-3, 2), (1, 1e-3, 5), (1, 1e-3, 2), (1, 2e-3, 5), (1, 2e-3, 2)],
            runs.Take(8).Select(run => (run.WeightDecay, run.LearningRate, run.Seed)));
        Assert.Equal(
            [(Operation.Mul, Method.WeightDecay), (Operation.Mul, Method.Ours), (Operation.Add, Method.WeightDecay), (Operation.Add, Method.Ours)],
            runs.Chunk(8).Select(chunk => Assert.Single(chunk.Select(run => (run.Task, run.Method)).Distinct())));
    }

    [Fact]
    public void Fixed_settings_the_network_and_the_epochs_reach_every_run()
    {
        SweepSpecification sweep = One with
        {
            Seeds = [0, 1],
            Network = NetworkKind.Mlp,
            Fixed = new Dictionary<string, double> { ["modulus"] = 97, ["norm_cutoff"] = 0.5 },
        };

        Assert.All(SweepExpansion.Runs(sweep), run => Assert.Equal(
            (97, 0.5, NetworkKind.Mlp, 600),
            (run.Modulus, run.NormCutoff, run.Architecture.Kind, run.Epochs)));
    }

    [Fact]
    public void Runs_that_coincide_appear_once()
    {
        SweepSpecification sweep = One with { Methods = [Method.None, Method.Ours], Seeds = [0, 1], Grid = [new("weight_decay", [0.3, 1, 3])] };

        RunSpecification[] runs = [.. SweepExpansion.Runs(sweep)];

        Assert.Equal(12, SweepExpansion.Combinations(sweep));
        Assert.Equal([Method.None, Method.None, .. Enumerable.Repeat(Method.Ours, 6)], runs.Select(run => run.Method));
    }

    [Fact]
    public void No_run_appears_twice_and_none_beyond_the_combinations() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[0, 3], Gen.Int[1, 3]).Sample((tasks, methods, seeds, axes, values) =>
        {
            SweepSpecification sweep = One with
            {
                Tasks = [.. Enum.GetValues<Operation>().Take(tasks)],
                Methods = [.. Enum.GetValues<Method>().Take(methods)],
                Seeds = [.. Enumerable.Range(0, seeds).Select(seed => (ulong)seed)],
                Grid = [.. new[] { "weight_decay", "weight_noise", "batch_size" }.Take(axes).Select(name => new GridAxis(name, [.. Enumerable.Range(1, values).Select(value => (double)value)]))],
            };

            string[] runs = [.. SweepExpansion.Runs(sweep).Select(RunId.Of)];

            Assert.Equal(runs.Length, runs.Distinct().Count());
            Assert.InRange(runs.Length, tasks * methods * seeds, SweepExpansion.Combinations(sweep));
            SweepExpansion expansion = new(sweep);
            Assert.Equal(runs.Length, expansion.Count);
            Assert.Equal(runs, Enumerable.Range(0, expansion.Count).Select(position => RunId.Of(expansion.Plan(position).Run)));
            Assert.Throws<ArgumentOutOfRangeException>(() => expansion.Plan(expansion.Count));
        });

    [Fact]
    public void The_runs_are_those_of_every_combination_without_repetition()
    {
        SweepSpecification sweep = One with
        {
            Tasks = [Operation.Add, Operation.Mul],
            Methods = [Method.None, Method.WeightDecay, Method.Ours],
            Seeds = [3, 4],
            Grid = [new("weight_decay", [0.3, 1]), new("weight_noise", [0.01, 0.02, 0.03]), new("learning_rate", [1e-3, 2e-3])],
        };

        // The plain form: list every combination and drop what was there before.
        IEnumerable<RunSpecification> combinations =
            from task in sweep.Tasks
            from method in sweep.Methods
            from decay in sweep.Grid[0].Values
            from noise in sweep.Grid[1].Values
            from rate in sweep.Grid[2].Values
            from seed in sweep.Seeds
            select new[] { ("weight_decay", decay), ("weight_noise", noise), ("learning_rate", rate) }
                .Aggregate(Paper.Run(task, method, seed, sweep.Epochs), (run, each) => Hyperparameter.Find(each.Item1)!.With(run, each.Item2));

        Assert.Equal(combinations.DistinctBy(RunId.Of), SweepExpansion.Runs(sweep));
        Assert.Equal((144, 72), (SweepExpansion.Combinations(sweep), new SweepExpansion(sweep).Count));
    }

    [Fact]
    public void A_grid_too_large_to_list_is_counted_and_begun()
    {
        double[] values = [.. Enumerable.Range(1, 100_000).Select(value => value * 1e-6)];
        SweepSpecification sweep = One with { Grid = [.. new[] { "weight_decay", "weight_noise", "learning_rate", "norm_cutoff" }.Select(name => new GridAxis(name, values))] };

        Assert.Equal(1e20, SweepExpansion.Combinations(sweep));
        Assert.Equal(1e20, new SweepExpansion(sweep).Total);
        Assert.Equal([1e-6, 2e-6, 3e-6], SweepExpansion.Runs(sweep).Take(3).Select(run => run.NormCutoff));
    }

    [Fact]
    public void A_name_that_is_no_hyperparameter_is_refused() => Assert.StartsWith(
        "There is no hyperparameter 'decay'.",
        Assert.Throws<ArgumentException>(() => SweepExpansion.Runs(One with { Grid = [new("decay", [1])] }).ToList()).Message,
        StringComparison.Ordinal);
}
