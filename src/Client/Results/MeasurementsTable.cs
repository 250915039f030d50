using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Row = GrokCluster.Client.Results.MeasurementRow;

namespace GrokCluster.Client.Results;

/// <summary>A row of <c>measurements.csv</c>.</summary>
/// <param name="Run">The run.</param>
/// <param name="At">The measurement of one checkpoint.</param>
/// <param name="Size">What a coder found for one ε.</param>
/// <param name="Published">What the published procedure has beside; null for other coders.</param>
public sealed record MeasurementRow(RunRecord Run, Measurement At, CodedSize Size, EpsilonMeasurement? Published);

/// <summary><c>measurements.csv</c>: a row for each run, measured epoch, coder and ε. What depends on neither coder nor ε stands in every row of its epoch.</summary>
public static class MeasurementsTable
{
    /// <summary>Which coder a row is of. Files from before there were several lack it; their rows are bzip2's.</summary>
    public const string Coder = "coder";

    private const string Fallback = "fallback";

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
        Column<Row>.Text(Coder, row => row.Size.Coder.Name()),
        Column<Row>.Number("epsilon", row => row.Size.Epsilon),
        Column<Row>.Whole("bytes", row => row.Size.Bytes),
        Column<Row>.Number("tau", row => row.Published?.Tau ?? double.NaN),
        Column<Row>.Number("delta", row => row.Published?.Delta ?? double.NaN),
        Column<Row>.Number("distortion", row => row.Size.Distortion),
        Column<Row>.Number("coarse_train_loss", row => row.Size.CoarseTrain.Loss),
        Column<Row>.Number("coarse_train_accuracy", row => row.Size.CoarseTrain.Accuracy),
        Column<Row>.Number("coarse_test_loss", row => row.Size.CoarseTest.Loss),
        Column<Row>.Number("coarse_test_accuracy", row => row.Size.CoarseTest.Accuracy),
        Column<Row>.Whole("quantized_bytes", row => row.Published?.QuantizedBytes),
        Column<Row>.Number("quantized_delta", row => row.Published?.QuantizedDelta ?? double.NaN),
        Column<Row>.Number("generalization_bound", row => row.Size.GeneralizationBound),
        Column<Row>.Number("description_length_bits", row => row.Size.DescriptionLengthBits),
        Column<Row>.Number("best_epsilon", row => row.At.BestEpsilon),
        Column<Row>.Text(Fallback, row => row.Size.Fallback),
    ])
    {
        Later = [Coder, Fallback],
    };

    /// <summary>The rows of these runs, in order.</summary>
    public static IEnumerable<MeasurementRow> Rows(IEnumerable<RunRecord> runs) =>
        from run in runs
        from measurement in run.Measurements
        from row in measurement.SizesBy(CoderKind.Bzip2).Zip(measurement.Epsilons, (size, published) => new MeasurementRow(run, measurement, size, published))
            .Concat(measurement.Coded.Select(size => new MeasurementRow(run, measurement, size, null)))
        select row;

    /// <summary>The measurement of a row, with the one size that stands in it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="trainCount">n of the row's run, for a file from before there were several coders: K was in bits in its bounds.</param>
    /// <exception cref="ResultsException">A cell is not what it should be.</exception>
    public static Measurement Parse(CsvRow row, int trainCount)
    {
        Measurement measurement = new(
            row.Whole<int>("epoch"),
            EpochsTable.Score(row, "train"),
            EpochsTable.Score(row, "test"),
            row.Number("effective_rank"),
            row.Whole<long>("naive_bytes"),
            row.Number("best_epsilon"),
            []);
        if (!row.Has(Coder))
        {
            return (measurement with { Epsilons = [Published(row)] }).WithBounds(trainCount);
        }

        CoderKind coder = row.OneOf<CoderKind>(Coder, CoderKinds.TryParse, CoderKinds.Names);
        return coder == CoderKind.Bzip2 ? measurement with { Epsilons = [Published(row)] } : measurement with { Coded = [Size(row, coder)] };
    }

    private static EpsilonMeasurement Published(CsvRow row) => new(
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
        row.Number("description_length_bits"));

    private static CodedSize Size(CsvRow row, CoderKind coder) => new(
        coder,
        row.Number("epsilon"),
        row.Whole<long>("bytes"),
        row.Number("distortion"),
        EpochsTable.Score(row, "coarse_train"),
        EpochsTable.Score(row, "coarse_test"),
        row.Number("generalization_bound"),
        row.Number("description_length_bits"),
        row.Has(Fallback) && row.Text(Fallback) is { Length: > 0 } fallback ? fallback : null);
}
