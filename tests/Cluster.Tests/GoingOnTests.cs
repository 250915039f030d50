namespace GrokCluster.Cluster.Tests;

/// <summary>However a run is stopped, the same command goes on and ends in the same bytes.</summary>
public class GoingOnTests
{
    [Theory]
    [InlineData(Signals.Interrupt, 130, 5)]
    [InlineData(Signals.Terminate, 130, 12)]
    [InlineData(Signals.Kill, 137, 2)]
    [InlineData(Signals.Kill, 137, 17)]
    public async Task A_stopped_run_goes_on_and_ends_in_the_bytes_of_an_undisturbed_one(int signal, int code, int measurements)
    {
        using SmallSweep disturbed = new();
        await using (GrokProcess first = GrokProcess.Start(disturbed.Run))
        {
            Assert.True(await first.Lines(measurements, line => line.Contains("kB at epoch", StringComparison.Ordinal)), "It ended before it could be stopped.");
            first.Signal(signal);
            Assert.Equal(code, (await first.End()).Code);
        }

        Assert.False(Directory.Exists(Path.Combine(disturbed.Results, "figures")), "Results before the end.");
        (int ended, string output, string error) = await GrokProcess.Run(disturbed.Run);
        Assert.True(ended == 0, error);
        Assert.True(output.Contains("4 of 4 runs ended", StringComparison.Ordinal), output);
        await Undisturbed.Matches(disturbed);
    }

    [Fact]
    public async Task A_finished_run_is_not_computed_again_and_export_writes_the_same_tables()
    {
        using SmallSweep sweep = new();
        Assert.Equal(0, (await GrokProcess.Run(sweep.Run)).Code);
        string[] tables = [.. Undisturbed.Tables.Select(sweep.Table)];
        Dictionary<string, DateTime> checkpoints = Directory.GetFiles(sweep.Data, "*.safetensors", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc);
        Assert.NotEmpty(checkpoints);

        Directory.Delete(sweep.Results, recursive: true);
        Assert.Equal(0, (await GrokProcess.Run(sweep.Run)).Code);
        Assert.Equal(tables, Undisturbed.Tables.Select(sweep.Table));
        Assert.All(checkpoints, each => Assert.Equal(each.Value, File.GetLastWriteTimeUtc(each.Key)));

        Directory.Delete(sweep.Results, recursive: true);
        Assert.Equal(0, (await GrokCommands.Run("export", sweep.File, "--data", sweep.Data, "--out", sweep.Results)).Code);
        Assert.Equal(tables, Undisturbed.Tables.Select(sweep.Table));
    }
}
