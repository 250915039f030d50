using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Parquet;
using Parquet.Schema;

namespace GrokCluster.Client.Tests.Results;

/// <summary>What is written is read back by the library's reader; DuckDB and Polars read the same files (docs/results.md).</summary>
public class ParquetTableWriterTests
{
    private static readonly SweepSpecification Sweep = SyntheticRuns.Sweep([Operation.Add, Operation.Div], [Method.Ours], seeds: 2, epochs: 100);

    [Fact]
    public async Task Every_cell_reads_back_with_its_type()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<RunRecord> runs = SyntheticRuns.Of(Sweep);
        RunRecord odd = runs[0] with
        {
            RunId = "odd",
            Specification = runs[0].Specification with { Seed = ulong.MaxValue },
            State = RunState.Failed,
            Reason = "two, \"three\"\n€",
            Evaluations = [new Evaluation(1, new Score(double.NaN, 0), new Score(double.PositiveInfinity, 1e-300))],
        };
        Write(folder.Path, [.. runs, odd], TableFormat.Parquet);

        Dictionary<string, object?[]> columns = await Read(folder["runs.parquet"]);
        (RunRecord Run, RunSummary Summary)[] expected = [.. runs.Append(odd).Select(run => (run, RunSummary.Of(run)))];
        Assert.Equal(RunsTable.Table.Columns.Select(each => each.Name), columns.Keys);
        Assert.All(RunsTable.Table.Columns, column => Assert.Equal(expected.Select(column.Value), columns[column.Name]));
        Assert.Equal(ulong.MaxValue, columns["seed"][^1]);
        Assert.Null(columns["diverged_at"][0]);

        Dictionary<string, object?[]> epochs = await Read(folder["epochs.parquet"]);
        Assert.Equal([null, 0.0, double.PositiveInfinity, 1e-300], new[] { "train_loss", "train_accuracy", "test_loss", "test_accuracy" }.Select(name => epochs[name][^1]));
        MeasurementRow[] measured = [.. MeasurementsTable.Rows([.. runs, odd])];
        Dictionary<string, object?[]> measurements = await Read(folder["measurements.parquet"]);
        Assert.All(MeasurementsTable.Table.Columns, column => Assert.Equal(measured.Select(column.Value), measurements[column.Name]));
    }

    [Fact]
    public async Task More_rows_than_a_group_holds_make_several()
    {
        using TemporaryFolder folder = new();
        int rows = (2 * ParquetTableWriter<int>.RowsInGroup) + 3;
        Table<int> table = new("numbers", [Column<int>.Whole("n", n => n), Column<int>.Text("even", n => n % 2 == 0 ? "yes" : null), Column<int>.Number("root", n => Math.Sqrt(n))]);
        using (TableWriter<int> writer = TableWriter<int>.Create(table, TableFormat.Parquet, folder.Path))
        {
            for (int n = 0; n < rows; n++)
            {
                writer.Add(n);
            }

            writer.Commit();
        }

        using FileStream file = File.OpenRead(folder["numbers.parquet"]);
        await using ParquetReader reader = await ParquetReader.CreateAsync(file);
        Assert.Equal(3, reader.RowGroupCount);
        Dictionary<string, object?[]> columns = await Read(folder["numbers.parquet"]);
        Assert.Equal(Enumerable.Range(0, rows).Select(n => (object?)(long)n), columns["n"]);
        Assert.Equal(["yes", null, "yes"], columns["even"][^3..]);
        Assert.Equal(Math.Sqrt(rows - 1), columns["root"][^1]);
    }

    [Fact]
    public async Task A_table_without_rows_has_its_columns()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, [], TableFormat.Parquet);
        Dictionary<string, object?[]> columns = await Read(folder["measurements.parquet"]);
        Assert.Equal(MeasurementsTable.Table.Columns.Select(each => each.Name), columns.Keys);
        Assert.All(columns.Values, Assert.Empty);
    }

    [Fact]
    public void The_same_results_give_the_same_bytes_in_every_format_at_once()
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        TableFormat[] all = Enum.GetValues<TableFormat>();
        IReadOnlyList<string> paths = Write(first.Path, SyntheticRuns.Of(Sweep), all);
        Write(second.Path, SyntheticRuns.Of(Sweep), all);
        Assert.Equal(10, paths.Count);
        Assert.All(paths, path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(second[Path.GetFileName(path)])));
        Assert.Equal(paths.Count, Directory.GetFiles(first.Path).Length);
    }

    [Fact]
    public void Files_that_are_given_up_leave_nothing()
    {
        using TemporaryFolder folder = new();
        using (ResultWriter writer = new(folder.Path, Sweep, Enum.GetValues<TableFormat>()))
        {
            writer.Add(SyntheticRuns.Of(Sweep)[0]);
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static IReadOnlyList<string> Write(string directory, IReadOnlyList<RunRecord> runs, params TableFormat[] formats)
    {
        using ResultWriter writer = new(directory, Sweep, formats);
        foreach (RunRecord run in runs)
        {
            writer.Add(run);
        }

        return writer.Commit();
    }

    private static async Task<Dictionary<string, object?[]>> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        await using ParquetReader reader = await ParquetReader.CreateAsync(file);
        Dictionary<string, object?[]> columns = reader.Schema.DataFields.ToDictionary(field => field.Name, _ => Array.Empty<object?>());
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
            foreach (DataField field in reader.Schema.DataFields)
            {
                columns[field.Name] = [.. columns[field.Name], .. await Cells(group, field)];
            }
        }

        return columns;
    }

    private static async Task<object?[]> Cells(ParquetRowGroupReader group, DataField field)
    {
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            string[] texts = new string[group.RowCount];
            await group.ReadAsync(field, texts);
            return texts;
        }

        return field.ClrType == typeof(long) ? await Numbers<long>(group, field) : field.ClrType == typeof(ulong) ? await Numbers<ulong>(group, field) : await Numbers<double>(group, field);
    }

    private static async Task<object?[]> Numbers<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        T?[] numbers = new T?[group.RowCount];
        await group.ReadAsync<T>(field, numbers);
        return [.. numbers.Select(each => (object?)each)];
    }
}
