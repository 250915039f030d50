using System.Collections.Concurrent;

namespace GrokCluster.Cluster.Tests;

/// <summary>
/// What <c>grok run</c> makes of a sweep that nobody disturbs: what every disturbed one has to end in. Computed once for all tests of the
/// same sweep, and in this process, which has compiled it all by the second one.
/// </summary>
internal static class Undisturbed
{
    /// <summary>The tables that are compared, byte by byte.</summary>
    public static readonly IReadOnlyList<string> Tables = ["runs.csv", "epochs.csv", "measurements.csv"];

    private static readonly ConcurrentDictionary<string, Lazy<Task<string[]>>> Known = new(StringComparer.Ordinal);

    /// <summary>Holds a sweep's tables against those of an undisturbed run of the same file.</summary>
    public static async Task Matches(SmallSweep sweep)
    {
        string[] expected = await Known.GetOrAdd(File.ReadAllText(sweep.File), text => new(() => Run(text))).Value;
        Assert.All(Tables.Zip(expected), table => Assert.Equal(table.Second, sweep.Table(table.First)));
    }

    private static async Task<string[]> Run(string text)
    {
        using SmallSweep sweep = new();
        await File.WriteAllTextAsync(sweep.File, text);
        (int code, _, string error) = await GrokCommands.Run(sweep.Run);
        Assert.True(code == 0, error);
        return [.. Tables.Select(sweep.Table)];
    }
}
