using System.Text.Json;

namespace GrokCluster.Cluster.Tests;

/// <summary>How far a watched sweep is, for tests that disturb it on its way.</summary>
internal static class WatchedSweep
{
    /// <summary>Waits until a part of the checkpoints is measured.</summary>
    /// <param name="watch">A <c>grok watch --json</c>.</param>
    /// <param name="part">The part, in [0, 1].</param>
    public static async Task Reaches(this GrokProcess watch, double part) =>
        Assert.True(await watch.Lines(1, line => Measured(line) >= part), $"The sweep ended before {part:P0} of it were measured.");

    private static double Measured(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        JsonElement checkpoints = json.RootElement.GetProperty("checkpoints");
        return checkpoints.GetProperty("measured").GetDouble() / checkpoints.GetProperty("all").GetDouble();
    }
}
