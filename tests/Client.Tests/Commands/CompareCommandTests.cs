using System.Text.Json;
using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_prints_a_table_for_each_task_with_published_values_for_ours()
    {
        Write(SyntheticRuns.Sweep([Operation.Add, Operation.Div], [Method.Ours, Method.None], seeds: 2, epochs: 600));
        CommandLine line = new();

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("compare", _folder.Path));

        string[] lines = line.Output.Split('\n');
        Assert.Equal(["add, complexity at ε = 1", "div, complexity at ε = 1"], lines.Where(each => each.Contains("complexity at", StringComparison.Ordinal)));
        Assert.Matches(@"^quantity +ours +seeds +published +ratio +none +seeds$", lines[1]);
        Assert.Matches(@"^test accuracy 0\.98, epoch +\d+ ± \d+ +2 +350–400 +\S+ +– +0 of 2$", lines[3]);
        Assert.Matches(@"^final complexity, KB +\S+ ± \S+ +2 +24 +[\d.]+ \* +\S+ ± \S+ +2$", lines.First(each => each.StartsWith("final complexity", StringComparison.Ordinal)));
        Assert.Contains("* ours is measured up to epoch 600; the published value belongs to a later one, the final value to 10000.", lines);
        Assert.DoesNotContain("Not comparable", line.Output, StringComparison.Ordinal);
        Assert.Empty(line.Error);
    }

    [Fact]
    public async Task It_says_where_the_settings_are_not_the_published_ones_and_how_many_runs_were_lost()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 3, epochs: 600) with { Fixed = new Dictionary<string, double> { ["modulus"] = 97, ["width"] = 64 } };
        Write(sweep, run => run.Specification.Seed == 1 ? run with { State = RunState.Diverged } : run);
        CommandLine line = new();

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("compare", _folder.Path));

        Assert.Contains("\nNot comparable with the published values: modulus 97 (published 113), width 64 (published 128).\n", line.Output, StringComparison.Ordinal);
        Assert.Contains("\nours: 1 of 3 runs diverged or failed and are left out.\n", line.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_a_line_for_each_task_and_method()
    {
        Write(SyntheticRuns.Sweep([Operation.Mul], [Method.Ours, Method.None], seeds: 2, epochs: 600));
        CommandLine line = new();

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("compare", _folder.Path, "--json"));

        JsonElement[] values = [.. line.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(each => JsonDocument.Parse(each).RootElement)];
        Assert.Equal(["ours", "none"], values.Select(each => each.GetProperty("method").GetString()));
        JsonElement final = values[0].GetProperty("quantities").GetProperty("final_complexity");
        double mean = final.GetProperty("mean").GetDouble();
        Assert.Equal(23, final.GetProperty("published").GetProperty("low").GetDouble());
        Assert.Equal(mean / 23, final.GetProperty("ratio").GetProperty("high").GetDouble());
        Assert.True(final.GetProperty("shorter").GetBoolean());
        Assert.True(values[0].GetProperty("has_published_settings").GetBoolean());
        Assert.Equal(JsonValueKind.Null, values[1].GetProperty("quantities").GetProperty("final_complexity").GetProperty("published").ValueKind);
    }

    [Fact]
    public async Task A_folder_without_runs_is_refused_in_a_line()
    {
        ResultTables.Write(_folder.Path, SyntheticRuns.Sweep([Operation.Mul], [Method.Ours], seeds: 1), []);
        CommandLine line = new();

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("compare", _folder.Path));
        Assert.Equal($"{_folder.Path}: its runs.csv has no run; allowed is a folder of results with one at least; let the sweep begin, then export again\n", line.Error);

        CommandLine nowhere = new();
        Assert.Equal(ExitCodes.BadInput, await nowhere.InvokeAsync("compare", _folder["nowhere"]));
        Assert.StartsWith($"{_folder.In(Path.Combine("nowhere", "runs.csv"))}: there is no such file", nowhere.Error, StringComparison.Ordinal);
    }

    private void Write(SweepSpecification sweep, Func<RunRecord, RunRecord>? change = null) =>
        ResultTables.Write(_folder.Path, sweep, SyntheticRuns.Of(sweep).Select(change ?? (run => run)));
}
