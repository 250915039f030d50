using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Results;

/// <summary><c>epochs.csv</c>: a row for each run and evaluated epoch.</summary>
public static class EpochsTable
{
    /// <summary>The file and its columns.</summary>
    public static Table<(RunRecord Run, Evaluation At)> Table { get; } = new("epochs.csv",
    [
        new("run_id", row => row.Run.RunId),
        new("task", row => row.Run.Specification.Task.Name()),
        new("method", row => row.Run.Specification.Method.Name()),
        new("seed", row => $"{row.Run.Specification.Seed}"),
        new("epoch", row => Cell.Whole(row.At.Epoch)),
        new("train_loss", row => Cell.Number(row.At.Train.Loss)),
        new("train_accuracy", row => Cell.Number(row.At.Train.Accuracy)),
        new("test_loss", row => Cell.Number(row.At.Test.Loss)),
        new("test_accuracy", row => Cell.Number(row.At.Test.Accuracy)),
    ]);

    /// <summary>The rows of these runs, in order.</summary>
    public static IEnumerable<(RunRecord Run, Evaluation At)> Rows(IEnumerable<RunRecord> runs) =>
        runs.SelectMany(run => run.Evaluations.Select(evaluation => (run, evaluation)));

    /// <summary>The evaluation of a row.</summary>
    /// <exception cref="ResultsException">A cell is not what it should be.</exception>
    public static Evaluation Parse(CsvRow row) => new(row.Whole<int>("epoch"), Score(row, "train"), Score(row, "test"));

    /// <summary>The loss and accuracy in the columns <c>{split}_loss</c> and <c>{split}_accuracy</c>.</summary>
    /// <exception cref="ResultsException">A cell is not what it should be.</exception>
    internal static Score Score(CsvRow row, string split) => new(row.Number($"{split}_loss"), row.Number($"{split}_accuracy"));
}
