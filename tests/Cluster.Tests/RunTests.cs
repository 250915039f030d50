namespace GrokCluster.Cluster.Tests;

public class RunTests
{
    [Fact]
    public async Task A_run_that_diverges_says_when_and_the_others_go_on()
    {
        using SmallSweep sweep = new("grid: { weight_decay: [1, 1e30] }\n", epochs: 20);
        (int code, string output, string error) = await GrokProcess.Run(sweep.Run);
        Assert.True(code == 0, error);
        Assert.Contains("add ours seed 0 weight_decay=1E+30: diverged in epoch 1", output, StringComparison.Ordinal);
        string[] rows = sweep.Table("runs.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, rows.Count(row => row.Contains(",diverged,", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(4, rows.Count(row => row.Contains(",completed,", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused_in_one_line_and_nothing_is_touched()
    {
        using SmallSweep sweep = new();
        await using GrokProcess holder = GrokProcess.Start(sweep.Run);
        Assert.True(await holder.Lines(1, line => line.Contains("kB at epoch", StringComparison.Ordinal)));

        string elsewhere = Path.Combine(sweep.Root, "elsewhere");
        (int code, string output, string error) = await GrokProcess.Run("run", sweep.File, "--data", sweep.Data, "--out", elsewhere);
        Assert.Equal((2, ""), (code, output));
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(sweep.Data, line, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(elsewhere));
        Assert.Equal(0, (await holder.End()).Code);
    }

    [Fact]
    public async Task A_dry_run_says_what_is_done_and_starts_nothing()
    {
        using SmallSweep sweep = new(epochs: 20);
        (int code, string before, _) = await GrokProcess.Run([.. sweep.Run, "--dry-run"]);
        Assert.Equal(0, code);
        Assert.Contains("done         0 of 4 runs", before, StringComparison.Ordinal);
        Assert.Contains("cohorts      4", before, StringComparison.Ordinal);
        Assert.False(Directory.Exists(sweep.Data) || Directory.Exists(sweep.Results));

        Assert.Equal(0, (await GrokProcess.Run(sweep.Run)).Code);
        (_, string after, _) = await GrokProcess.Run([.. sweep.Run, "--dry-run"]);
        Assert.Contains("done         4 of 4 runs", after, StringComparison.Ordinal);
    }
}
