using System.Text.Json;
using GrokCluster.Client.Connecting;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;

namespace GrokCluster.Cluster.Tests;

/// <summary>
/// A cluster whose slots compute other last bits says so, and so does a run that had to move from one kind of slot to another.
/// </summary>
public class MovedRunTests
{
    private static readonly Dictionary<string, string> Narrower = new()
    {
        ["DOTNET_EnableAVX2"] = "0",
        ["ATEN_CPU_CAPABILITY"] = "default",
        ["ONEDNN_MAX_CPU_ISA"] = "SSE41",
    };

    [Fact]
    public async Task A_run_whose_kind_of_slot_is_gone_goes_on_elsewhere_and_says_so()
    {
        using SmallSweep sweep = new(seeds: "0..0", epochs: 1500, epsilons: "[1]");
        await using SiloProcess wide = await SiloProcess.Start("wide", "--data", sweep.Data, "--slots", "cpu=1");
        await using SiloProcess narrow = await SiloProcess.Start("narrow", Narrower, "--join", sweep.Data, "--slots", "cpu=1");
        (string wideId, string narrowId) = (await Numerics(sweep, "wide"), await Numerics(sweep, "narrow"));
        Assert.NotEqual(wideId, narrowId);

        string devices = await Grok(sweep, "devices");
        string notice = Assert.Single(
            devices.Split('\n'), line => line.StartsWith("Slots of class cpu have 2 numerics fingerprints: ", StringComparison.Ordinal));
        Assert.Contains($"{wideId} (wide)", notice, StringComparison.Ordinal);
        Assert.Contains($"{narrowId} (narrow)", notice, StringComparison.Ordinal);
        (_, string id, string said) = await GrokProcess.Run("submit", sweep.File, "--data", sweep.Data);
        Assert.Contains(notice, said, StringComparison.Ordinal);

        string moved = await BegunOn(sweep, id, narrowId);
        narrow.Signal(Signals.Terminate);
        Assert.Equal(0, await narrow.End());
        await Grok(sweep, "watch", id);

        string logs = await Grok(sweep, "logs", moved);
        Assert.Contains($"epochs trained under {narrowId}, then {wideId}", logs, StringComparison.Ordinal);
        Assert.Contains($" on trained under numerics {narrowId}\n", logs, StringComparison.Ordinal);
        Assert.Contains($" on trained under numerics {wideId}, not {narrowId} as before", logs, StringComparison.Ordinal);

        await Grok(sweep, "export", id, "--out", sweep.Results);
        string[] rows = [.. sweep.Table("runs.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        Assert.Equal(2, rows.Length);
        Assert.All(
            rows, row => Assert.Equal(row.StartsWith(moved, StringComparison.Ordinal) ? $"{narrowId}+{wideId}" : wideId, row.Split(',')[^1]));
        using JsonDocument specification = JsonDocument.Parse(sweep.Table("specification.json"));
        Assert.Equal(
            new[] { wideId, narrowId }.Order(StringComparer.Ordinal),
            specification.RootElement.GetProperty("numerics").EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<string> Grok(SmallSweep sweep, params string[] command)
    {
        (int code, string output, string error) = await GrokProcess.Run([.. command, "--data", sweep.Data]);
        Assert.True(code == 0, $"grok {string.Join(' ', command)} ended with {code}: {error}");
        return output;
    }

    // Silos report after they are ready.
    private static async Task<string> Numerics(SmallSweep sweep, string silo)
    {
        while (true)
        {
            using JsonDocument devices = JsonDocument.Parse(await Grok(sweep, "devices", "--json"));
            JsonElement.ArrayEnumerator silos = devices.RootElement.GetProperty("silos").EnumerateArray();
            foreach (JsonElement each in silos.Where(each => each.GetProperty("silo").GetString() == silo))
            {
                return each.GetProperty("slots")[0].GetProperty("numerics")[0].GetProperty("id").GetString()!;
            }
        }
    }

    // Waits until a run of the sweep is trained under a fingerprint.
    private static async Task<string> BegunOn(SmallSweep sweep, string id, string numerics)
    {
        ClusterTarget target = new(sweep.Data, Redis: null, ClusterId: "");
        await using IClusterConnection connection = await new ClusterConnector().ConnectAsync(target, CancellationToken.None);
        SweepSpecification specification = (await connection.Grains.GetGrain<ISweepGrain>(id).Specification())!;
        string[] runs = [.. SweepExpansion.Runs(specification).Select(RunId.Of)];
        while (true)
        {
            foreach (string run in runs)
            {
                RunStory? story = await connection.Grains.GetGrain<IRunGrain>(run).Story();
                if (story?.Numerics?.FirstOrDefault() == numerics)
                {
                    return run;
                }
            }

            await Task.Delay(50);
        }
    }
}
