using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Sweeps;

/// <summary>
/// The runs of a sweep in a fixed order: by task, method, grid point (last axis fastest), seed. Runs that coincide, as those of method none do along a grid of weight decays, appear
/// once. Any run is found from its position, so that a sweep of a hundred thousand is never listed.
/// </summary>
public sealed class SweepExpansion
{
    private readonly SweepSpecification sweep;
    private readonly Block[] blocks;

    /// <summary>Lays a sweep out.</summary>
    /// <exception cref="ArgumentException">It names a hyperparameter that does not exist.</exception>
    public SweepExpansion(SweepSpecification sweep)
    {
        this.sweep = sweep;
        List<Block> all = [];
        double first = 0;
        foreach (Operation task in sweep.Tasks)
        {
            foreach (Method method in sweep.Methods)
            {
                // An axis of a regulariser that the method does not have has one point: the values differ in nothing.
                GridAxis[] axes = [.. sweep.Grid.Where(axis => Find(axis.Hyperparameter).AppliesTo(method))];
                double count = axes.Aggregate((double)sweep.Seeds.Count, (product, axis) => product * axis.Values.Count);
                all.Add(new(task, method, axes, first, count));
                first += count;
            }
        }

        (blocks, Total) = ([.. all], first);
    }

    /// <summary>How many runs there are; cheap also for a grid that is too large to list.</summary>
    public double Total { get; }

    /// <summary>How many runs there are.</summary>
    /// <exception cref="OverflowException">More than can be listed.</exception>
    public int Count => checked((int)Total);

    /// <summary>Every run of a sweep, in order.</summary>
    public static IEnumerable<RunSpecification> Runs(SweepSpecification sweep) => new SweepExpansion(sweep).All();

    /// <summary>Every run of a sweep together with how it is measured, in the same order.</summary>
    public static IEnumerable<RunPlan> Plans(SweepSpecification sweep) => Runs(sweep).Select(run => new RunPlan(run, sweep.Measure, sweep.Keep));

    /// <summary>How many combinations a sweep names, before those that coincide are merged.</summary>
    public static double Combinations(SweepSpecification sweep) =>
        sweep.Grid.Aggregate((double)sweep.Tasks.Count * sweep.Methods.Count * sweep.Seeds.Count, (product, axis) => product * axis.Values.Count);

    /// <summary>The run at a position, together with how it is measured.</summary>
    public RunPlan Plan(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        Block block = Array.Find(blocks, each => position < each.First + each.Count) ?? throw new ArgumentOutOfRangeException(nameof(position), position, $"The sweep has {Total} runs.");
        return new(Run(block, position - block.First), sweep.Measure, sweep.Keep);
    }

    private IEnumerable<RunSpecification> All()
    {
        foreach (Block block in blocks)
        {
            for (double i = 0; i < block.Count; i++)
            {
                yield return Run(block, i);
            }
        }
    }

    // Digits of the index from the fastest on: the seed, then the axes from the last to the first. Whole numbers up to 2^53 are exact in a double.
    private RunSpecification Run(Block block, double index)
    {
        ulong seed = sweep.Seeds[Digit(ref index, sweep.Seeds.Count)];
        RunSpecification run = Paper.Run(block.Task, block.Method, seed, sweep.Epochs, sweep.Network);
        foreach ((string name, double value) in sweep.Fixed)
        {
            run = Find(name).With(run, value);
        }

        foreach (GridAxis axis in block.Axes.Reverse())
        {
            run = Find(axis.Hyperparameter).With(run, axis.Values[Digit(ref index, axis.Values.Count)]);
        }

        return run;
    }

    private static int Digit(ref double index, int @base)
    {
        double rest = Math.Floor(index / @base);
        int digit = (int)(index - (rest * @base));
        index = rest;
        return digit;
    }

    private static Hyperparameter Find(string name) => Hyperparameter.Find(name) ?? throw new ArgumentException($"There is no hyperparameter '{name}'.", nameof(name));

    private sealed record Block(Operation Task, Method Method, GridAxis[] Axes, double First, double Count);
}
