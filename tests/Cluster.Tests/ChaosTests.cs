using System.Globalization;
using System.Text.Json;

namespace GrokCluster.Cluster.Tests;

/// <summary>Pull any plug: the tables are those of an undisturbed run. <c>GROK_CHAOS_KILLS=24</c> makes a longer trial of it.</summary>
public class ChaosTests
{
    private static readonly string[] Tables = ["runs.csv", "epochs.csv", "measurements.csv"];
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("GROK_CHAOS_KILLS") ?? "4", CultureInfo.InvariantCulture);

    // Moments spread evenly over a second and a half, so that kills meet all sorts of doings.
    private const double GoldenRatio = 0.618033988749895;

    // A longer trial needs a longer sweep, about a second of work for each kill.
    private static readonly int Epochs = 100 * Math.Max(4, Kills);

    [Fact]
    public async Task Every_silo_is_killed_in_turn_and_the_tables_are_those_of_an_undisturbed_run()
    {
        using SmallSweep sweep = new(seeds: "0..3", epochs: Epochs);
        Assert.Equal(0, (await GrokProcess.Run(sweep.Run)).Code);
        string[] undisturbed = [.. Tables.Select(sweep.Table)];

        await using TestCluster cluster = await TestCluster.Start(Path.Combine(sweep.Root, "cluster"), count: 3);
        string id = await cluster.Grok("submit", sweep.File);
        await using GrokProcess watch = cluster.Begin("watch", id, "--json");
        for (int kill = 0; kill < Kills; kill++)
        {
            double part = (kill + 0.5) / Kills;
            Assert.True(await watch.Lines(1, line => Measured(line) >= part), $"The sweep ended before kill {kill + 1} of {Kills}.");
            await Task.Delay(TimeSpan.FromSeconds(1.5 * (kill * GoldenRatio % 1)));
            await cluster[kill % cluster.Count].Kill();
            await cluster.Start(kill % cluster.Count);
        }

        (int code, _, string error) = await watch.End();
        Assert.True(code == 0, $"{error}\n{cluster.Said()}");
        await cluster.Grok("export", id, "--out", sweep.Results);
        Assert.All(Tables.Zip(undisturbed), table => Assert.Equal(table.Second, sweep.Table(table.First)));
    }

    // The part of its checkpoints that a sweep has measured.
    private static double Measured(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        JsonElement checkpoints = json.RootElement.GetProperty("checkpoints");
        return checkpoints.GetProperty("measured").GetDouble() / checkpoints.GetProperty("all").GetDouble();
    }
}
