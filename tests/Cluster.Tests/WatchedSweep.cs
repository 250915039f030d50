using System.Text.Json;

namespace GrokCluster.Cluster.Tests;

/// <summary>Sweeps that tests disturb on their way.</summary>
internal static class WatchedSweep
{
    private static readonly string[] Tables = ["runs.csv", "epochs.csv", "measurements.csv"];

    /// <summary>Runs a sweep on a cluster that is disturbed meanwhile, and holds its tables against those of one process that is not.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="disturb">What happens on the way; given a <c>grok watch --json</c> to wait by.</param>
    public static async Task IsUndisturbed(this TestCluster cluster, SmallSweep sweep, Func<GrokProcess, Task> disturb)
    {
        string id = await cluster.Grok("submit", sweep.File);
        await using GrokProcess watch = cluster.Begin("watch", id, "--json");
        await disturb(watch);
        (int code, _, string error) = await watch.End();
        Assert.True(code == 0, $"{error}\n{cluster.Said()}");

        await cluster.Grok("export", id, "--out", sweep.Results);
        string[] disturbed = [.. Tables.Select(sweep.Table)];
        Assert.Equal(0, (await GrokProcess.Run("run", sweep.File, "--data", Path.Combine(sweep.Root, "alone"), "--out", sweep.Results)).Code);
        Assert.All(Tables.Zip(disturbed), table => Assert.Equal(sweep.Table(table.First), table.Second));
    }

    /// <summary>Waits until a part of the checkpoints is measured.</summary>
    /// <param name="watch">A <c>grok watch --json</c>.</param>
    /// <param name="part">The part, in [0, 1].</param>
    public static async Task Reaches(this GrokProcess watch, double part)
    {
        if (!await watch.Lines(1, line => Measured(line) >= part))
        {
            (int code, string output, string error) = await watch.End();
            Assert.Fail($"The watch ended with {code} before {part:P0} of the checkpoints were measured: {error}\n{output.Split('\n')[^1]}");
        }
    }

    private static double Measured(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        JsonElement checkpoints = json.RootElement.GetProperty("checkpoints");
        return checkpoints.GetProperty("measured").GetDouble() / checkpoints.GetProperty("all").GetDouble();
    }
}
