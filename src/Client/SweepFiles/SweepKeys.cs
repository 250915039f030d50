using System.Globalization;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.SweepFiles;

/// <summary>Every key of a sweep file, in the order in which faults list them.</summary>
internal static class SweepKeys
{
    public const int LargestEpochs = 10_000_000;
    public const int LargestEvaluations = 10_000;
    public const int MostAttempts = 100;

    private static readonly RunSpecification Published = Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs: 10_000);

    /// <summary>Keys without which a sweep means nothing; the others have defaults.</summary>
    public static IReadOnlyList<string> Required { get; } = ["tasks", "methods", "seeds", "epochs"];

    /// <summary>Keys at the top: the sweep's own, then hyperparameters held fixed.</summary>
    public static IReadOnlyList<SweepKey> Top { get; } =
    [
        new("name", "1 to 100 letters, digits, '-', '_' and '.', not beginning with '.'", "figure-2"),
        new("tasks", $"one or more of {string.Join(", ", Operations.Names)}", "[add, mul]"),
        new("methods", $"one or more of {string.Join(", ", Methods.Names)}", "[none, ours]"),
        new("seeds", "a range such as 0..5, or a list of whole numbers ≥ 0", "0..5"),
        new("epochs", $"a whole number from 1 to {LargestEpochs}", "600"),
        new("network", $"one of {string.Join(", ", NetworkKinds.Names)}", "transformer"),
        new("measure", "the keys schedule, evaluate, epsilons, evaluations, coder with their values", "{ epsilons: [1, 0.25] }"),
        new("grid", "hyperparameters, each with a list or a range of values", "{ weight_decay: [0.3, 1, 3] }"),
        new("device", $"one of {string.Join(", ", DeviceClass.Names)}", "cpu"),
        new("keep", $"one of {string.Join(", ", Retentions.Names)}", "all"),
        new("attempts", $"a whole number from 1 to {MostAttempts}", "3"),
        .. Hyperparameter.All.Select(each => new SweepKey(each.Name, each.Allowed, Example(each))),
    ];

    /// <summary>Keys below <c>measure</c>.</summary>
    public static IReadOnlyList<SweepKey> Measure { get; } =
    [
        new("schedule", "a base > 1 to the power n", "1.3^n"),
        new("evaluate", "a base > 1 to the power n, or all for every epoch", "1.05^n"),
        new("epsilons", "one or more numbers > 0, in nats", "[1, 0.25]"),
        new("evaluations", $"a whole number from 2 to {LargestEvaluations}", "150"),
        new("coder", $"one or more of {string.Join(", ", CoderKinds.Names)}", "[bzip2, tensor]"),
    ];

    /// <summary>Keys below <c>grid</c>.</summary>
    public static IReadOnlyList<SweepKey> Grid { get; } =
        [.. Hyperparameter.All.Select(each => new SweepKey(each.Name, $"a list, or a range such as {RangeExample(each)}, of values that are each {each.Allowed}", $"[{Example(each)}]"))];

    private static string Example(Hyperparameter each) => each.Name == "norm_cutoff" ? "0.01" : each.Get(Published).ToString(CultureInfo.InvariantCulture);

    private static string RangeExample(Hyperparameter each) => each.Integer ? "2..8 step 2" : "0.1..0.9 step 0.1";
}
