using System.Globalization;

namespace GrokCluster.Grains.Runs;

/// <summary>Names a checkpoint of a run as work: the run's key and an epoch. The compression grain of that key measures it.</summary>
public static class CheckpointName
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
