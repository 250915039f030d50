using GrokCluster.Client.Commands;
using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Tests.SweepFiles;

namespace GrokCluster.Client.Tests.Commands;

public sealed class DryRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dry_run_prints_what_would_be_run_and_makes_nothing()
    {
        CommandLine line = new();
        string file = _folder.File("q.yaml", SweepTexts.Valid);
        string results = _folder.In("results");

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("run", file, "--dry-run", "--out", results, "--data", _folder.In("data")));

        Assert.Equal(
            $"""
            quick: 12 runs of 600 epochs, transformer

              add  none  weight_decay=0    seeds 0, 1
              add  ours  weight_decay=0.3  seeds 0, 1
              add  ours  weight_decay=1    seeds 0, 1
              div  none  weight_decay=0    seeds 0, 1
              div  ours  weight_decay=0.3  seeds 0, 1
              div  ours  weight_decay=1    seeds 0, 1

            per run      23 checkpoints measured, accuracies at 99 epochs
            in all       7,200 epochs, 276 checkpoints, each at ε 1, 0.25 with 62 candidates
            results      {results}
            Nothing was started; leave out --dry-run to run it.

            """.ReplaceLineEndings("\n"),
            line.Output);
        Assert.Empty(line.Error);
        Assert.Empty(line.Requests);
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task The_estimate_of_the_silo_is_part_of_it()
    {
        CommandLine line = new() { Estimator = new FixedEstimator(new(3, 2, TimeSpan.FromMinutes(41))) };

        await line.InvokeAsync("run", _folder.File("q.yaml", SweepTexts.Valid), "--dry-run");

        Assert.Contains("\ndone         3 of 12 runs\ncohorts      2\ntime         about 41 minutes\n", line.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "about a minute")]
    [InlineData(90 * 60, "about 90 minutes")]
    [InlineData(30 * 3600, "about 30 hours")]
    [InlineData(60 * 3600 * 24, "about 60 days")]
    [InlineData(null, "not known before the first checkpoints")]
    public void Time_is_told_in_a_unit_that_suits_it(int? seconds, string expected)
    {
        TimeSpan? remaining = seconds is { } known ? TimeSpan.FromSeconds(known) : null;

        Assert.Contains($"time         {expected}", DryRun.Lines(Request("seeds: 0"), new(0, 1, remaining)));
    }

    [Theory]
    [InlineData("seeds: 0..9", "0..9")]
    [InlineData("seeds: [3, 1]", "3, 1")]
    [InlineData("seeds: [1, 2, 4, 8, 16, 32, 64, 128, 256]", "1, 2, 4, 8, 16, 32, 64, 128, … (9 in all)")]
    public void Seeds_are_told_shortly(string line, string expected) =>
        Assert.Contains($"  add  ours  weight_decay=1    seeds {expected}", DryRun.Lines(Request(line), null));

    [Fact]
    public void Cells_beyond_a_screen_are_counted()
    {
        RunRequest request = Request("seeds: 0", "  weight_decay", "  weight_decay: 1..100");

        Assert.Contains("  … and 142 more cells", DryRun.Lines(request, null));
    }

    private static RunRequest Request(string seeds, string key = "name", string line = "name: quick") => new(
        SweepFile.Parse(SweepTexts.With(key, line).Replace("seeds: 0..1", seeds, StringComparison.Ordinal), SweepTexts.File), SweepTexts.File, "results", ".grok", null);

    private sealed class FixedEstimator(SweepEstimate estimate) : ISweepEstimator
    {
        public Task<SweepEstimate> EstimateAsync(RunRequest request, CancellationToken cancellationToken) => Task.FromResult(estimate);
    }
}
