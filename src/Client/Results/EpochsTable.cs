using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Row = (GrokCluster.Grains.Runs.RunRecord Run, Grokking.Runs.Evaluation At);

namespace GrokCluster.Client.Results;

/// <summary><c>epochs.csv</c>: a row for each run and evaluated epoch.</summary>
public static class EpochsTable
{
    /// <summary>The file and its columns.</summary>
    public static Table<Row> Table { get; } = new("epochs",
    [
        Column<Row>.Text("run_id", row => row.Run.RunId),
        Column<Row>.Text("task", row => row.Run.Specification.Task.Name()),
        Column<Row>.Text("method", row => row.Run.Specification.Method.Name()),
        Column<Row>.Unsigned("seed", row => row.Run.Specification.Seed),
        Column<Row>.Whole("epoch", row => row.At.Epoch),
        Column<Row>.Number("train_loss", row => row.At.Train.Loss),
        Column<Row>.Number("train_accuracy", row => row.At.Train.Accuracy),
        Column<Row>.Number("test_loss", row => row.At.Test.Loss),
        Column<Row>.Number("test_accuracy", row => row.At.Test.Accuracy),
    ]);

    /// <summary>The rows of these runs, in order.</summary>
    public static IEnumerable<Row> Rows(IEnumerable<RunRecord> runs) =>
        runs.SelectMany(run => run.Evaluations.Select(evaluation => (run, evaluation)));

    /// <summary>The evaluation of a row.</summary>
    /// <exception cref="ResultsException">A cell is not what it should be.</exception>
    public static Evaluation Parse(CsvRow row) => new(row.Whole<int>("epoch"), Score(row, "train"), Score(row, "test"));

    /// <summary>The loss and accuracy in the columns <c>{split}_loss</c> and <c>{split}_accuracy</c>.</summary>
    /// <exception cref="ResultsException">A cell is not what it should be.</exception>
    internal static Score Score(CsvRow row, string split) => new(row.Number($"{split}_loss"), row.Number($"{split}_accuracy"));
}
