using System.Text.Json;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Results;

public class JsonTableWriterTests
{
    private static readonly SweepSpecification Sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 100);

    [Fact]
    public void A_row_is_a_line_with_every_column_and_shows_its_types()
    {
        using TemporaryFolder folder = new();
        RunRecord run = SyntheticRuns.Of(Sweep)[0] with
        {
            RunId = "a\"\nb",
            Evaluations = [new Evaluation(7, new Score(2, 1e-9), new Score(double.NaN, double.PositiveInfinity))],
            Measurements = [],
        };
        Write(folder.Path, run with { Specification = run.Specification with { Seed = ulong.MaxValue } });
        Assert.Equal(
            """{"run_id":"a\"\nb","task":"add","method":"ours","seed":18446744073709551615,"epoch":7,"train_loss":2.0,"train_accuracy":1E-09,"test_loss":null,"test_accuracy":null}""" + "\n",
            File.ReadAllText(folder["epochs.ndjson"]));
        Assert.Empty(File.ReadAllBytes(folder["measurements.ndjson"]));
    }

    [Fact]
    public void Every_number_reads_back_exactly()
    {
        using TemporaryFolder folder = new();
        RunRecord run = SyntheticRuns.Of(Sweep)[0];
        Write(folder.Path, run);
        MeasurementRow[] rows = [.. MeasurementsTable.Rows([run])];
        JsonElement[] lines = [.. File.ReadAllLines(folder["measurements.ndjson"]).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Select(row => row.Size.Bytes), lines.Select(line => line.GetProperty("bytes").GetInt64()));
        Assert.Equal(rows.Select(row => row.At.Train.Loss), lines.Select(line => line.GetProperty("train_loss").GetDouble()));
        Assert.All(lines, line => Assert.Equal(MeasurementsTable.Table.Columns.Select(each => each.Name), line.EnumerateObject().Select(each => each.Name)));
    }

    private static void Write(string directory, RunRecord run)
    {
        using ResultWriter writer = new(directory, Sweep, TableFormat.Json);
        writer.Add(run);
        writer.Commit();
    }
}
