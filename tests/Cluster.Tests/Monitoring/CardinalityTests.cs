using GrokCluster.Client.Benchmarks;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo;
using GrokCluster.Silo.Storage;
using GrokCluster.Tests;
using Grokking.Runs;
using Grokking.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Cluster.Tests.Monitoring;

/// <summary>
/// What a scrape costs does not depend on how many runs are under way: 1,000 slots that simulate a training each, on the real grains,
/// beside 8.
/// </summary>
[Collection(nameof(Alone))]
public class CardinalityTests
{
    private const int SlotsOfSilo = 100;
    private static readonly string[] Labels =
        ["otel_scope_name", "sweep", "task", "method", "epsilon", "split", "state", "device_class", "work", "storage", "use", "le"];

    [Fact]
    public async Task Metrics_of_a_thousand_runs_are_as_many_as_those_of_eight()
    {
        string[] few = await Scrape(8);
        string[] many = await Scrape(1000);
        TestContext.Current.TestOutputHelper?.WriteLine($"8 runs: {Size(few)}; 1,000 runs: {Size(many)}");

        Assert.Equal(Names(few.Where(IsOurs)), Names(many.Where(IsOurs)));
        Assert.All(many.Where(IsOurs).SelectMany(LabelsOf), label => Assert.Contains(label, Labels));

        // Those of Orleans depend on what else the process did meanwhile, and not on runs.
        Assert.InRange(many.Length, 0, few.Length * 1.25);
    }

    // The lines of a scrape while so many runs are being trained, each of which has been evaluated and measured once.
    private static async Task<string[]> Scrape(int runs)
    {
        string directory = Directory.CreateTempSubdirectory("grok-cluster-").FullName;
        try
        {
            SiloOptions options = new() { DataDirectory = Path.Combine(directory, "data"), Slots = new Dictionary<string, int>() };
            await using WebApplication silo = await SiloHost.StartAsync(
                options, configureServices: services => services.AddLogging(logging => logging.ClearProviders()));
            try
            {
                // The first epoch at once, the second one never. The slots of one silo more measure.
                int silos = ((runs + SlotsOfSilo - 1) / SlotsOfSilo) + 1;
                await using SimulatedSilos workers = await SimulatedSilos.Start(
                    silo.Services, silos, Math.Min(runs, SlotsOfSilo), TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                await AllUnderWay(silo.Services.GetRequiredService<IGrainFactory>(), runs);
                using HttpClient http = new();
                string metrics = await http.GetStringAsync(new Uri(silo.Services.GetRequiredService<SiloEndpoint>().Http, "metrics"));
                return [.. metrics.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
            }
            finally
            {
                await silo.StopAsync(CancellationToken.None);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task AllUnderWay(IGrainFactory grains, int runs)
    {
        SweepSpecification sweep = new()
        {
            Name = "many",
            Tasks = [Operation.Add],
            Methods = [Method.Ours],
            Seeds = [.. Enumerable.Range(0, runs).Select(seed => (ulong)seed)],
            Epochs = 2,
        };
        ISweepGrain grain = grains.GetGrain<ISweepGrain>(SweepId.Of(sweep));
        await grain.Submit(sweep, priority: null);
        SweepTotals last = default;
        Standstill.OfThisProcess.Witnesses[grain] = () => $"{last}";
        await foreach (SweepProgress progress in grain.Watch())
        {
            last = progress.Totals;
            if (last.Running == runs && last.Measured == runs)
            {
                Standstill.OfThisProcess.Witnesses.TryRemove(grain, out _);
                return;
            }
        }

        Assert.Fail($"Of {runs} runs, all to be trained and measured once: {last}");
    }

    private static bool IsOurs(string line) => line.StartsWith("grok_", StringComparison.Ordinal);

    // Without the sweep's id, which depends on the number of its seeds.
    private static string[] Names(IEnumerable<string> lines) => [.. lines.Select(Name).Order(StringComparer.Ordinal)];

    private static string Name(string line) =>
        string.Join(',', line.Split("} ")[0].Split(',').Where(label => !label.StartsWith("sweep=", StringComparison.Ordinal)));

    private static string Size(string[] lines) => $"{lines.Length} series, {lines.Sum(line => line.Length + 1)} bytes";

    private static IEnumerable<string> LabelsOf(string line) => line.Split('{', '}')[1].Split("\",").Select(label => label.Split('=')[0]);
}
