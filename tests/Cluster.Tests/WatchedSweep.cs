using System.Text.Json;
using GrokCluster.Tests;

namespace GrokCluster.Cluster.Tests;

/// <summary>Sweeps that tests disturb on their way.</summary>
internal static class WatchedSweep
{
    /// <summary>
    /// Runs a sweep on a cluster that is disturbed meanwhile, and holds its tables against those of one process that is not.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="disturb">What happens on the way; given a <c>grok watch --json</c> to wait by.</param>
    public static async Task IsUndisturbed(this TestCluster cluster, SmallSweep sweep, Func<GrokProcess, Task> disturb)
    {
        string id = await cluster.Grok("submit", sweep.File);
        await using GrokProcess watch = cluster.Begin("watch", id, "--json");
        Standstill.OfThisProcess.Witnesses[watch] = () => $"{id}: {watch.Last}\n{cluster.Said()}";
        await disturb(watch);
        (int code, _, string error) = await watch.End();
        Assert.True(code == 0, $"{error}\n{cluster.Said()}");
        Standstill.OfThisProcess.Witnesses.TryRemove(watch, out _);
        await cluster.Grok("export", id, "--out", sweep.Results);
        await Undisturbed.Matches(sweep);
    }

    /// <summary>Waits until a part of the epochs is trained, or the sweep has ended.</summary>
    /// <param name="watch">A <c>grok watch --json</c>.</param>
    /// <param name="part">The part, in [0, 1].</param>
    /// <returns>The part that was trained then; null when the sweep had ended.</returns>
    public static async Task<double?> Reaches(this GrokProcess watch, double part)
    {
        double reached = 0;
        if (await watch.Lines(1, line => (reached = Trained(line)) >= part && IsRunning(line)))
        {
            return reached;
        }

        (int code, string output, string error) = await watch.End();
        Assert.True(code == 0, $"The watch ended with {code} before {part:P0} of the epochs were trained: {error}\n{output}");
        return null;
    }

    private static bool IsRunning(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("state").GetString() == "running";
    }

    // Checkpoints lie close together early in training; epochs tell better how much there is still to do. A coordinator that has just come
    // back shows no run yet.
    private static double Trained(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("shown").EnumerateArray()
            .Select(run => run.GetProperty("epoch").GetDouble() / run.GetProperty("epochs").GetDouble())
            .DefaultIfEmpty()
            .Average();
    }
}
