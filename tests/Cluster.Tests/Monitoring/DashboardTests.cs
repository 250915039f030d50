using GrokCluster.Silo.Storage;

namespace GrokCluster.Cluster.Tests.Monitoring;

/// <summary>Dashboards and alerts ask for what silos have: a silo with work, scraped by a real Prometheus, answers every expression.</summary>
public class DashboardTests
{
    // Comes with the first reminder, a minute after a sweep has begun; a panel that asks for it shows 0 before.
    private const string Late = "orleans_reminders_tardiness_seconds_bucket";

    [Fact]
    public async Task Every_expression_of_every_dashboard_and_alert_finds_its_metrics()
    {
        DebianProgram.SkipUnlessInstalled("prometheus", "prometheus");
        using SmallSweep sweep = new(seeds: "0..9", epochs: 600);
        await using SiloProcess silo = await SiloProcess.Start("silo", "--data", sweep.Data, "--slots", "cpu=2");
        await using PrometheusServer prometheus = await PrometheusServer.Start(Path.Combine(sweep.Root, "prometheus"), SiloEndpoint.Find(sweep.Data)!.Http);
        (int code, string id, string error) = await GrokCommands.Run("submit", sweep.File, "--data", sweep.Data);
        Assert.True(code == 0, error);
        await using GrokProcess watch = GrokProcess.Start("watch", id.Trim(), "--data", sweep.Data);
        Task end = watch.End();

        // What has not been found when the sweep has ended is not there.
        Dictionary<string, string> faults = await Faults(prometheus);
        while (faults.Count > 0 && !end.IsCompleted)
        {
            await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(1)));
            faults = await Faults(prometheus);
        }

        Assert.True(faults.Count == 0, $"{string.Join('\n', faults.Select(fault => $"{fault.Key}: {fault.Value}"))}\n{silo.Said}");
    }

    [Fact]
    public void What_an_alert_says_to_read_is_there()
    {
        string folder = Path.Combine(Repository.Root, "docker", "prometheus");
        string[] runbooks = [.. File.ReadLines(Path.Combine(folder, "alerts.yml")).Where(line => line.Contains("runbook: ", StringComparison.Ordinal)).Select(line => line.Split("runbook: ")[1])];
        string[] headings = [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md")).Where(line => line.StartsWith('#')).Select(line => $"docs/operations.md#{line.TrimStart('#').Trim().ToLowerInvariant()}")];
        Assert.Equal(5, runbooks.Length);
        Assert.All(runbooks, runbook => Assert.Contains(runbook, headings));
    }

    // What is wrong now, by where.
    private static async Task<Dictionary<string, string>> Faults(PrometheusServer prometheus)
    {
        Dictionary<string, string> faults = [];
        HashSet<string> known = [.. await prometheus.Values("__name__"), Late];
        foreach (Dashboard dashboard in Dashboard.All)
        {
            Dictionary<string, string[]> values = await dashboard.Variables(prometheus);
            foreach ((string name, _) in values.Where(each => each.Value.Length == 0))
            {
                faults[$"{dashboard.Title}, variable {name}"] = "no values";
            }

            foreach (PanelExpression panel in dashboard.Expressions)
            {
                string filled = Dashboard.Fill(panel.Expression, values, panel.Repeated);
                Note($"{panel.Where}: {filled}", MetricNames.Of(filled), await prometheus.Fault(filled));
            }
        }

        foreach ((string name, string expression, string health) in await prometheus.Alerts())
        {
            Note($"alert {name}: {expression}", MetricNames.Of(expression), health == "ok" ? null : $"health {health}");
        }

        return faults;

        // An expression that is 0 without data hides that it names nothing.
        void Note(string where, IReadOnlyList<string> names, string? fault)
        {
            string[] missing = [.. names.Where(name => !known.Contains(name))];
            if (names.Count == 0 || missing.Length > 0 || fault is not null)
            {
                faults[where] = missing.Length > 0 ? $"there is no {string.Join(", ", missing)}" : fault ?? "names no metric";
            }
        }
    }
}
