using System.Text.Json.Nodes;
using CsCheck;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Numerics;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Theory;

namespace GrokCluster.Client.Tests.Results;

public class ResultTablesTests
{
    private static readonly SweepSpecification Sweep = SyntheticRuns.Sweep([Operation.Add, Operation.Div], [Method.Ours, Method.None], seeds: 2, epochs: 100);

    [Fact]
    public void Tables_read_back_to_the_runs_that_they_were_written_from() => RunRecords.AnyList.Sample(
        runs =>
        {
            using TemporaryFolder folder = new();
            ResultTables.Write(folder.Path, Sweep, runs);
            Assert.Equal(RunRecords.Text(runs), RunRecords.Text(ResultTables.Read(folder.Path)));
        },
        iter: 100);

    [Fact]
    public void The_same_results_give_the_same_bytes()
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        IReadOnlyList<string> paths = ResultTables.Write(first.Path, Sweep, SyntheticRuns.Of(Sweep));
        ResultTables.Write(second.Path, Sweep, ResultTables.Read(first.Path));
        Assert.Equal(["epochs.csv", "measurements.csv", "runs.csv", "specification.json"], paths.Select(Path.GetFileName).Order());
        Assert.All(paths, path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(second[Path.GetFileName(path)])));
        Assert.Equal(paths.Count, Directory.GetFiles(first.Path).Length);
    }

    [Fact]
    public void Tables_are_plain_csv_with_a_header_and_line_feeds()
    {
        using TemporaryFolder folder = new();
        Evaluation evaluation = new(1, new Score(4.5, 0.1), new Score(double.NaN, 1e-9));
        RunRecord run = SyntheticRuns.Of(Sweep)[0] with { RunId = "abc", Reason = "two, \"three\"", State = RunState.Failed, Evaluations = [evaluation], Measurements = [] };
        ResultTables.Write(folder.Path, Sweep, [run]);
        Assert.Equal(
            "run_id,task,method,seed,epoch,train_loss,train_accuracy,test_loss,test_accuracy\nabc,add,ours,0,1,4.5,0.1,,1E-09\n",
            File.ReadAllText(folder["epochs.csv"]));
        Assert.Contains(",failed,,\"two, \"\"three\"\"\",,,4.5,0.1,,1E-09,,,,,,,\n", File.ReadAllText(folder["runs.csv"]));
        Assert.Single(File.ReadAllLines(folder["measurements.csv"]));
    }

    [Fact]
    public void Columns_may_stand_in_another_order_beside_others_with_other_line_ends()
    {
        using TemporaryFolder folder = new();
        RunRecord run = SyntheticRuns.Of(Sweep)[0] with { RunId = "abc", Evaluations = [], Measurements = [] };
        ResultTables.Write(folder.Path, Sweep, [run]);
        File.WriteAllText(folder["epochs.csv"], "note,epoch,test_accuracy,test_loss,train_accuracy,train_loss,seed,method,task,run_id\r\nmine,7,0.25,2,0.5,1,0,ours,add,abc");
        Assert.Equal([new Evaluation(7, new Score(1, 0.5), new Score(2, 0.25))], ResultTables.Read(folder.Path).Single().Evaluations);
    }

    [Fact]
    public void A_file_from_before_there_were_coders_is_read_as_that_of_bzip2_with_bounds_evaluated_anew()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<RunRecord> runs = SyntheticRuns.Of(Sweep);
        ResultTables.Write(folder.Path, Sweep, runs);
        string path = folder["measurements.csv"];
        int[] kept = [.. File.ReadLines(path).First().Split(',').Index().Where(each => each.Item is not ("coder" or "fallback")).Select(each => each.Index)];
        File.WriteAllLines(path, [.. File.ReadAllLines(path).Select(line => string.Join(',', kept.Select(i => line.Split(',')[i])))]);
        RunRecord read = ResultTables.Read(folder.Path)[^1];
        EpsilonMeasurement written = runs[^1].Measurements[^1].Epsilons[0];
        int trainCount = ModularTask.TrainCount(read.Specification.Task, read.Specification.Modulus, read.Specification.TrainFraction);
        Assert.Equal(written with { GeneralizationBound = GeneralizationBound.Of(8.0 * written.Bytes, 1 - written.CoarseTrain.Accuracy, trainCount) }, read.Measurements[^1].Epsilons[0]);
        Assert.All(read.Measurements, each => Assert.Empty(each.Coded));
    }

    [Fact]
    public void A_file_from_before_there_were_numerics_is_read_as_that_of_runs_whose_were_not_recorded()
    {
        using TemporaryFolder folder = new();
        NumericsFingerprint numerics = new("avx512-amd-1a2b3c4d", []);
        ResultTables.Write(folder.Path, Sweep, SyntheticRuns.Of(Sweep).Select(run => run with { Numerics = [numerics] }));
        string path = folder["runs.csv"];
        File.WriteAllLines(path, [.. File.ReadAllLines(path).Select(line => line[..line.LastIndexOf(',')])]);
        Assert.DoesNotContain("numerics", File.ReadAllText(path));
        Assert.All(ResultTables.Read(folder.Path), run => Assert.Empty(run.Numerics));
    }

    [Fact]
    public void Rows_name_the_numerics_of_their_run_and_the_specification_says_what_they_are()
    {
        using TemporaryFolder folder = new();
        NumericsFingerprint wide = new("avx512-amd-1a2b3c4d", [new("device", "cpu"), new("vectors", "512 bits, fma")]);
        NumericsFingerprint narrow = new("avx2-amd-5e6f7081", [new("device", "cpu"), new("vectors", "256 bits, fma")]);
        IReadOnlyList<RunRecord> runs = SyntheticRuns.Of(Sweep);
        ResultTables.Write(folder.Path, Sweep, [runs[0] with { Numerics = [wide, narrow] }, runs[1] with { Numerics = [wide] }]);
        Assert.Equal(
            ["numerics", "avx512-amd-1a2b3c4d+avx2-amd-5e6f7081", "avx512-amd-1a2b3c4d"],
            File.ReadLines(folder["runs.csv"]).Select(line => line.Split(',')[^1]));
        Assert.Equal(
            """{"avx2-amd-5e6f7081":{"device":"cpu","vectors":"256 bits, fma"},"avx512-amd-1a2b3c4d":"""
            + """{"device":"cpu","vectors":"512 bits, fma"}}""",
            JsonNode.Parse(File.ReadAllText(folder["specification.json"]))!["numerics"]!.ToJsonString());
    }

    [Fact]
    public void A_coder_and_epsilon_that_stand_twice_are_refused()
    {
        using TemporaryFolder folder = new();
        ResultTables.Write(folder.Path, Sweep, SyntheticRuns.WithCoders(SyntheticRuns.Of(Sweep)));
        string path = folder["measurements.csv"];
        string[] lines = File.ReadAllLines(path);
        int at = Array.FindIndex(lines, line => line.Contains(",gauge,", StringComparison.Ordinal));
        File.WriteAllLines(path, [.. lines[..(at + 1)], lines[at], .. lines[(at + 1)..]]);
        Assert.StartsWith($"{path}, line {at + 2}, column epsilon: ε = 0.25 of coder gauge stands twice for epoch 1", Assert.Throws<ResultsException>(() => ResultTables.Read(folder.Path)).Message);
    }

    [Fact]
    public void Tables_that_cannot_be_finished_leave_the_old_ones()
    {
        using TemporaryFolder folder = new();
        ResultTables.Write(folder.Path, Sweep, SyntheticRuns.Of(Sweep));
        byte[] before = File.ReadAllBytes(folder["epochs.csv"]);
        Assert.Throws<InvalidOperationException>(() => ResultTables.Write(folder.Path, Sweep, [SyntheticRuns.Of(Sweep)[0], .. Broken()]));
        Assert.Equal(before, File.ReadAllBytes(folder["epochs.csv"]));
        Assert.Equal(4, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void The_specification_names_the_sweep_and_the_software_and_no_machine()
    {
        using TemporaryFolder folder = new();
        SweepSpecification sweep = Sweep with { Fixed = new Dictionary<string, double> { ["modulus"] = 97 }, Grid = [new GridAxis("weight_decay", [0.3, 1])] };
        ResultTables.Write(folder.Path, sweep, []);
        string text = File.ReadAllText(folder["specification.json"]);
        Assert.All(
            ["\"name\": \"synthetic\"", "\"device\": \"cpu\"", "\"modulus\": 97", "\"hyperparameter\": \"weight_decay\"", $"\"science_version\": {RunId.ScienceVersion}", "\"torchsharp\": \"0.107.0\"", "\"orleans\": \"10.4.2\""],
            expected => Assert.Contains(expected, text));
        Assert.DoesNotContain(Environment.MachineName, text);
        Assert.DoesNotContain(folder.Path, text);
    }

    private static IEnumerable<RunRecord> Broken()
    {
        yield return Enumerable.Empty<RunRecord>().First();
    }
}
