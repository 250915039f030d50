using System.Globalization;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Cluster.Tests;

/// <summary>What a silo has computed since it started, as its metrics tell.</summary>
/// <param name="Epochs">Epochs trained, summed over runs.</param>
/// <param name="Checkpoints">Checkpoints measured.</param>
internal sealed record Computed(long Epochs, long Checkpoints)
{
    /// <summary>Reads the metrics of the silo that works on a data directory.</summary>
    public static async Task<Computed> By(string data)
    {
        using HttpClient http = new();
        string metrics = await http.GetStringAsync(new Uri(SiloEndpoint.Find(data)!.Http, "metrics"));
        return new(Sum(metrics, "grok_training_epochs_total"), Sum(metrics, "grok_coarse_graining_duration_seconds_count"));
    }

    public static Computed operator -(Computed after, Computed before) => new(after.Epochs - before.Epochs, after.Checkpoints - before.Checkpoints);

    private static long Sum(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal))
        .Sum(line => (long)double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
}
