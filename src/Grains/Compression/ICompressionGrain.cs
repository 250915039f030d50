using System.Globalization;
using Grokking.Runs;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Compression;

/// <summary>Measures one checkpoint; the key is <see cref="CompressionKey"/>. Soft state: the run grain owns what is not yet measured.</summary>
public interface ICompressionGrain : IGrainWithStringKey
{
    /// <summary>What to measure, or null when there is nothing left to do.</summary>
    Task<RunPlan?> Begin();

    /// <summary>Hands the measurement to the run's record.</summary>
    Task Complete(Measurement measurement);

    /// <summary>Notes a failed attempt. After <see cref="Devices.Attempts.Limit"/> of them the run is given up.</summary>
    /// <returns>Whether to try again.</returns>
    Task<bool> Fail(string reason);
}

/// <summary>The key of a compression grain: a run's key and an epoch.</summary>
public static class CompressionKey
{
    private const char Separator = '@';

    /// <summary>Puts a key together.</summary>
    public static string Of(string runKey, int epoch) => string.Create(CultureInfo.InvariantCulture, $"{runKey}{Separator}{epoch}");

    /// <summary>Takes a key apart.</summary>
    public static (string RunKey, int Epoch) Parse(string key)
    {
        int at = key.LastIndexOf(Separator);
        return (key[..at], int.Parse(key.AsSpan(at + 1), CultureInfo.InvariantCulture));
    }
}
