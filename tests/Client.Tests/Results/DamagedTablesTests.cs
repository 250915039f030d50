using CsCheck;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Results;

public class DamagedTablesTests
{
    private static readonly SweepSpecification Sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 20);

    [Theory]
    [InlineData("epochs.csv", 3, "train_loss", "x1", "'x1' is not a number")]
    [InlineData("epochs.csv", 3, "epoch", "1.5", "'1.5' is not a whole number from 0 to 2147483647")]
    [InlineData("epochs.csv", 3, "epoch", "1", "epoch 1 stands after epoch 1")]
    [InlineData("epochs.csv", 2, "run_id", "nobody", "there is no run 'nobody' in runs.csv")]
    [InlineData("runs.csv", 2, "task", "multiply", "'multiply' is none of add, sub, mul, div, x2+y2, x2+xy+y2")]
    [InlineData("runs.csv", 3, "state", "", "'' is none of waiting, running, completed, diverged, failed, cancelled")]
    [InlineData("runs.csv", 3, "train_fraction", "2", "'2' is not a number in (0, 1)")]
    [InlineData("runs.csv", 2, "seed", "-1", "'-1' is not a whole number from 0 to 18446744073709551615")]
    [InlineData("measurements.csv", 2, "bytes", "", "'' is not a whole number from 0 to 9223372036854775807")]
    [InlineData("measurements.csv", 3, "epsilon", "0.25", "ε = 0.25 stands twice for epoch 1")]
    public void A_damaged_cell_is_named_by_file_line_and_column(string file, int line, string column, string cell, string fault)
    {
        using TemporaryFolder folder = Written();
        string[] lines = File.ReadAllLines(folder[file]);
        string[] cells = lines[line - 1].Split(',');
        cells[Array.IndexOf(lines[0].Split(','), column)] = cell;
        lines[line - 1] = string.Join(',', cells);
        File.WriteAllLines(folder[file], lines);
        string message = Assert.Throws<ResultsException>(() => ResultTables.Read(folder.Path)).Message;
        Assert.StartsWith($"{folder[file]}, line {line}, column {column}: {fault}", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_table_is_named()
    {
        using TemporaryFolder folder = Written();
        File.Delete(folder["epochs.csv"]);
        Assert.StartsWith($"{folder["epochs.csv"]}: there is no such file", Assert.Throws<ResultsException>(() => ResultTables.Read(folder.Path)).Message);
    }

    [Theory]
    [InlineData("", ": the file is empty")]
    [InlineData("run_id,task\nabc,add\n", ", line 1, column method: the header lacks it")]
    [InlineData("run_id,task,run_id\n", ", line 1, column run_id: the header names it twice")]
    [InlineData("run_id,task,method,seed,epoch,train_loss,train_accuracy,test_loss,test_accuracy\nabc,add,ours\n", ", line 2: it has 3 cells; the header has 9")]
    [InlineData("run_id,task,method,seed,epoch,train_loss,train_accuracy,test_loss,test_accuracy\nabc,\"add\n\n", ", line 2: a quote is opened and never closed")]
    public void A_damaged_table_is_named_by_file_and_line(string text, string fault)
    {
        using TemporaryFolder folder = Written();
        File.WriteAllText(folder["epochs.csv"], text);
        Assert.StartsWith(folder["epochs.csv"] + fault, Assert.Throws<ResultsException>(() => ResultTables.Read(folder.Path)).Message);
    }

    [Fact]
    public void Whatever_byte_is_changed_the_tables_are_read_or_refused_in_one_line()
    {
        using TemporaryFolder folder = Written();
        byte[] intact = File.ReadAllBytes(folder["measurements.csv"]);
        Gen.Select(Gen.Int[0, intact.Length - 1], Gen.Byte).Sample(
            (position, value) =>
            {
                byte[] damaged = [.. intact];
                damaged[position] = value;
                File.WriteAllBytes(folder["measurements.csv"], damaged);
                if (Record.Exception(() => ResultTables.Read(folder.Path)) is Exception fault)
                {
                    Assert.StartsWith(folder["measurements.csv"], Assert.IsType<ResultsException>(fault).Message);
                    Assert.DoesNotContain('\n', fault.Message);
                }
            },
            iter: 300,
            threads: 1);
    }

    private static TemporaryFolder Written()
    {
        TemporaryFolder folder = new();
        ResultTables.Write(folder.Path, Sweep, SyntheticRuns.Of(Sweep));
        return folder;
    }
}
