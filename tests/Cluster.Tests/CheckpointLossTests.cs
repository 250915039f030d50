namespace GrokCluster.Cluster.Tests;

/// <summary>A torn or missing file means that work is done again, never a wrong number.</summary>
public class CheckpointLossTests
{
    [Fact]
    public async Task Lost_torn_and_exchanged_files_are_computed_again_and_the_tables_are_those_of_a_fresh_run()
    {
        using SmallSweep sweep = new(epochs: 100, epsilons: "[1]");
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 1);
        await cluster.Grok("watch", await cluster.Grok("submit", sweep.File));

        string[][] runs = [.. Directory.GetDirectories(Path.Combine(sweep.Data, "checkpoints", "runs")).Order().Select(run => Directory.GetFiles(run).Order().ToArray())];
        File.Delete(runs[0][3]);
        await File.WriteAllBytesAsync(runs[1][5], (await File.ReadAllBytesAsync(runs[1][5]))[..5000]);
        byte[] changed = await File.ReadAllBytesAsync(runs[2][7]);
        changed[^100] ^= 1;
        await File.WriteAllBytesAsync(runs[2][7], changed);
        File.Copy(runs[3][1], runs[3][2], overwrite: true);
        Array.ForEach([.. runs.Select(run => run.Single(file => file.EndsWith("resume.safetensors", StringComparison.Ordinal)))], File.Delete);

        // More ε read every checkpoint.
        string id = await cluster.Grok("submit", sweep.Write("small", epochs: 100, epsilons: "[1, 0.25]"));
        await cluster.Grok("watch", id);
        await cluster.Grok("export", id, "--out", sweep.Results);
        await Undisturbed.Matches(sweep);

        string run = Path.GetFileName(Path.GetDirectoryName(runs[1][0]))!;
        Assert.Contains("cannot be used", await cluster.Grok("logs", run), StringComparison.Ordinal);
    }
}
