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

    // Longer than any machine trains it: what ends the runs is the test.
    private const int Endless = 1_000_000;

    [Fact]
    public async Task A_run_whose_kind_of_slot_is_gone_goes_on_elsewhere_and_says_so()
    {
        using SmallSweep sweep = new();
        await using SiloProcess wide = await SiloProcess.Start("wide", "--data", sweep.Data, "--slots", "cpu=1");
        string wideId = await Numerics(sweep, "wide");
        string first = (await Grok(sweep, "submit", OneRun(sweep, "first", seed: 0))).Trim();
        await TrainedUnder(sweep, first, wideId);

        await using SiloProcess narrow = await SiloProcess.Start("narrow", Narrower, "--join", sweep.Data, "--slots", "cpu=1");
        string narrowId = await Numerics(sweep, "narrow");
        Assert.NotEqual(wideId, narrowId);
        string devices = await Grok(sweep, "devices");
        string notice = Assert.Single(
            devices.Split('\n'), line => line.StartsWith("Slots of class cpu have 2 numerics fingerprints: ", StringComparison.Ordinal));
        Assert.Contains($"{wideId} (wide)", notice, StringComparison.Ordinal);
        Assert.Contains($"{narrowId} (narrow)", notice, StringComparison.Ordinal);

        // The wide slot is busy, so the narrow one has it.
        (_, string output, string said) = await GrokProcess.Run("submit", OneRun(sweep, "second", seed: 1), "--data", sweep.Data);
        Assert.Contains(notice, said, StringComparison.Ordinal);
        string second = output.Trim();
        await TrainedUnder(sweep, second, narrowId);

        narrow.Signal(Signals.Terminate);
        Assert.Equal(0, await narrow.End());
        await Grok(sweep, "cancel", first);
        string run = await TrainedUnder(sweep, second, narrowId, wideId);
        await Grok(sweep, "cancel", second);

        string logs = await Grok(sweep, "logs", run);
        Assert.Contains($"epochs trained under {narrowId}, then {wideId}", logs, StringComparison.Ordinal);
        Assert.Contains($"from epoch 1 on trained under numerics {narrowId}\n", logs, StringComparison.Ordinal);
        Assert.Contains($" on trained under numerics {wideId}, not {narrowId} as before", logs, StringComparison.Ordinal);

        await Grok(sweep, "export", second, "--out", sweep.Results);
        string row = Assert.Single(sweep.Table("runs.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
        Assert.Equal((run, $"{narrowId}+{wideId}"), (row.Split(',')[0], row.Split(',')[^1]));
        using JsonDocument specification = JsonDocument.Parse(sweep.Table("specification.json"));
        Assert.Equal(
            new[] { wideId, narrowId }.Order(StringComparer.Ordinal),
            specification.RootElement.GetProperty("numerics").EnumerateObject().Select(each => each.Name));
    }

    private static string OneRun(SmallSweep sweep, string name, int seed)
    {
        string path = sweep.Write(name, seeds: $"{seed}..{seed}", epochs: Endless, epsilons: "[1]");
        File.WriteAllText(path, File.ReadAllText(path).Replace("[ours, none]", "[none]", StringComparison.Ordinal));
        return path;
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

    // Waits until the sweep's one run has been trained under these fingerprints, in this order.
    private static async Task<string> TrainedUnder(SmallSweep sweep, string id, params string[] numerics)
    {
        ClusterTarget target = new(sweep.Data, Redis: null, ClusterId: "");
        await using IClusterConnection connection = await new ClusterConnector().ConnectAsync(target, CancellationToken.None);
        SweepSpecification specification = (await connection.Grains.GetGrain<ISweepGrain>(id).Specification())!;
        string run = RunId.Of(SweepExpansion.Runs(specification).Single());
        while ((await connection.Grains.GetGrain<IRunGrain>(run).Story())?.Numerics?.SequenceEqual(numerics) != true)
        {
            await Task.Delay(100);
        }

        return run;
    }
}
