using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

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
    public static Table<MeasurementRow> Table { get; } = new("measurements.csv",
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
        new("effective_rank", row => Cell.Number(row.At.EffectiveRank)),
        new("naive_bytes", row => Cell.Whole(row.At.NaiveBytes)),
        new("epsilon", row => Cell.Number(row.Bound.Epsilon)),
        new("bytes", row => Cell.Whole(row.Bound.Bytes)),
        new("tau", row => Cell.Number(row.Bound.Tau)),
        new("delta", row => Cell.Number(row.Bound.Delta)),
        new("distortion", row => Cell.Number(row.Bound.Distortion)),
        new("coarse_train_loss", row => Cell.Number(row.Bound.CoarseTrain.Loss)),
        new("coarse_train_accuracy", row => Cell.Number(row.Bound.CoarseTrain.Accuracy)),
        new("coarse_test_loss", row => Cell.Number(row.Bound.CoarseTest.Loss)),
        new("coarse_test_accuracy", row => Cell.Number(row.Bound.CoarseTest.Accuracy)),
        new("quantized_bytes", row => Cell.Whole(row.Bound.QuantizedBytes)),
        new("quantized_delta", row => Cell.Number(row.Bound.QuantizedDelta)),
        new("generalization_bound", row => Cell.Number(row.Bound.GeneralizationBound)),
        new("description_length_bits", row => Cell.Number(row.Bound.DescriptionLengthBits)),
        new("best_epsilon", row => Cell.Number(row.At.BestEpsilon)),
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
