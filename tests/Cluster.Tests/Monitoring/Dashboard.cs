using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GrokCluster.Cluster.Tests.Monitoring;

/// <summary>One expression of a panel.</summary>
/// <param name="Where">Dashboard and panel, for messages.</param>
/// <param name="Expression">As it stands in the file.</param>
/// <param name="Repeated">The variable for each of whose values the panel is drawn; empty where it is drawn once.</param>
internal sealed record PanelExpression(string Where, string Expression, string Repeated);

/// <summary>A dashboard of Grafana's, as its file says.</summary>
internal sealed partial class Dashboard
{
    private readonly JsonNode root;

    private Dashboard(string path) => root = JsonNode.Parse(File.ReadAllText(path))!;

    public static IReadOnlyList<Dashboard> All { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docker", "grafana", "dashboards"), "*.json").Order(StringComparer.Ordinal).Select(path => new Dashboard(path))];

    public string Title => (string)root["title"]!;

    public IReadOnlyList<PanelExpression> Expressions =>
        [.. from panel in root["panels"]!.AsArray()
            from target in panel!["targets"] as JsonArray ?? []
            select new PanelExpression($"{Title}, {(string?)panel["title"]}", (string)target!["expr"]!, (string?)panel["repeat"] ?? "")];

    /// <summary>The values of its template variables, as Grafana would ask for them: the next one's query may use those before. All values of one that takes several.</summary>
    public async Task<Dictionary<string, string[]>> Variables(PrometheusServer prometheus)
    {
        Dictionary<string, string[]> values = new() { ["__rate_interval"] = ["20s"], ["__range"] = ["60s"], ["__interval"] = ["2s"] };
        foreach (JsonNode? variable in root["templating"]!["list"]!.AsArray().Where(each => (string?)each!["type"] == "query"))
        {
            Match query = LabelValues().Match((string)variable!["query"]!["query"]!);
            Assert.True(query.Success, $"{Title}: {variable["query"]}");
            string[] found = await prometheus.Values(query.Groups["label"].Value, Fill(query.Groups["match"].Value, values, ""));
            values[(string)variable["name"]!] = (bool)variable["multi"]! ? found : [.. found.Take(1)];
        }

        return values;
    }

    /// <summary>Puts values in the place of variables: all of them, as Grafana does for a regular expression, and the first of what a panel is repeated for.</summary>
    public static string Fill(string expression, Dictionary<string, string[]> values, string repeated) =>
        Variable().Replace(expression, match => values.TryGetValue(match.Groups[1].Value, out string[]? known)
            ? string.Join('|', match.Groups[1].Value == repeated ? known.Take(1) : known)
            : throw new InvalidOperationException($"{expression}: the dashboard has no variable {match.Value}."));

    [GeneratedRegex(@"^label_values\((?<match>.+), (?<label>\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();
}
