using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Row = GrokCluster.Client.Results.MeasurementRow;

namespace GrokCluster.Client.Results;

/// <summary>A row of <c>measurements.csv</c>.</summary>
/// <param name="Run">The run.</param>
/// <param name="At">The measurement of one checkpoint.</param>
/// <param name="Bound">What was found for one ε.</param>
public sealed record MeasurementRow(RunRecord Run, Measurement At, EpsilonMeasurement Bound);

/// <summary><c>measurements.csv</c>: a row for each run, measured epoch and ε. What does not depend on ε stands in every row of its epoch.</summary>
public static class MeasurementsTable
{
    /// <summary>The file and its columns.</summary>
    public static Table<Row> Table { get; } = new("measurements",
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
        Column<Row>.Number("effective_rank", row => row.At.EffectiveRank),
        Column<Row>.Whole("naive_bytes", row => row.At.NaiveBytes),
        Column<Row>.Number("epsilon", row => row.Bound.Epsilon),
        Column<Row>.Whole("bytes", row => row.Bound.Bytes),
        Column<Row>.Number("tau", row => row.Bound.Tau),
        Column<Row>.Number("delta", row => row.Bound.Delta),
        Column<Row>.Number("distortion", row => row.Bound.Distortion),
        Column<Row>.Number("coarse_train_loss", row => row.Bound.CoarseTrain.Loss),
        Column<Row>.Number("coarse_train_accuracy", row => row.Bound.CoarseTrain.Accuracy),
        Column<Row>.Number("coarse_test_loss", row => row.Bound.CoarseTest.Loss),
        Column<Row>.Number("coarse_test_accuracy", row => row.Bound.CoarseTest.Accuracy),
        Column<Row>.Whole("quantized_bytes", row => row.Bound.QuantizedBytes),
        Column<Row>.Number("quantized_delta", row => row.Bound.QuantizedDelta),
        Column<Row>.Number("generalization_bound", row => row.Bound.GeneralizationBound),
        Column<Row>.Number("description_length_bits", row => row.Bound.DescriptionLengthBits),
        Column<Row>.Number("best_epsilon", row => row.At.BestEpsilon),
    ]);

    /// <summary>The rows of these runs, in order.</summary>
    public static IEnumerable<MeasurementRow> Rows(IEnumerable<RunRecord> runs) =>
        from run in runs
        from measurement in run.Measurements
        from bound in measurement.Epsilons
        select new MeasurementRow(run, measurement, bound);

    /// <summary>The measurement of a row, with the one ε that stands in it.</summary>
    /// <exception cref="ResultsException">A cell is not what it should be.</exception>
    public static Measurement Parse(CsvRow row) => new(
        row.Whole<int>("epoch"),
        EpochsTable.Score(row, "train"),
        EpochsTable.Score(row, "test"),
        row.Number("effective_rank"),
        row.Whole<long>("naive_bytes"),
        row.Number("best_epsilon"),
        [
            new EpsilonMeasurement(
                row.Number("epsilon"),
                row.Whole<long>("bytes"),
                row.Number("tau"),
                row.Number("delta"),
                row.Number("distortion"),
                EpochsTable.Score(row, "coarse_train"),
                EpochsTable.Score(row, "coarse_test"),
                row.Whole<long>("quantized_bytes"),
                row.Number("quantized_delta"),
                row.Number("generalization_bound"),
                row.Number("description_length_bits")),
        ]);
}
