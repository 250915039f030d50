using System.Globalization;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Reports;

/// <summary>The runs of a sweep as rows of a table.</summary>
internal static class RunRows
{
    private const string Missing = "–";

    /// <summary>Names of the columns.</summary>
    /// <param name="varied">Hyperparameters that differ from run to run, as <see cref="GridPoint"/> finds them.</param>
    public static IReadOnlyList<string> Header(IEnumerable<string> varied) =>
    [
        "task", "method", .. varied.Select(name => $">{name}"), ">seed", "state", ">epochs", ">memorised", ">grokked", ">train accuracy", ">test accuracy",
        ">peak, KB", ">lowest, KB", ">final, KB", "run",
    ];

    /// <summary>The row of a run.</summary>
    public static IReadOnlyList<string> Of(RunRecord run, IEnumerable<string> varied)
    {
        RunSummary summary = RunSummary.Of(run);
        RunSpecification specification = run.Specification;
        return
        [
            specification.Task.Name(), specification.Method.Name(), .. varied.Select(name => Text(Hyperparameter.Find(name)!.Get(specification))), Text(specification.Seed), State(run),
            Text(summary.Final?.Epoch), Text(summary.MemorizationEpoch), Text(summary.GrokkingEpoch), Accuracy(summary.Final?.Train.Accuracy), Accuracy(summary.Final?.Test.Accuracy),
            Kilobytes(summary.Peak), Kilobytes(summary.Lowest), Kilobytes(summary.Last), run.RunId,
        ];
    }

    private static string State(RunRecord run) => run.State switch
    {
        RunState.Failed when run.Reason is { } reason => $"failed: {reason}",
        RunState.Diverged when run.DivergedAt is { } epoch => $"diverged in epoch {Text(epoch)}",
        _ => run.State.ToString().ToLowerInvariant(),
    };

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? Missing;

    private static string Accuracy(double? value) => value is { } number && double.IsFinite(number) ? number.ToString("F3", CultureInfo.InvariantCulture) : Missing;

    private static string Kilobytes(ComplexityAt? complexity) => complexity is null ? Missing : (complexity.Bytes / 1e3).ToString("F1", CultureInfo.InvariantCulture);
}
