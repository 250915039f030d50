using System.Text.Json;
using System.Text.Json.Nodes;
using GrokCluster.Client.Results;

namespace GrokCluster.Client.Reports;

/// <summary><c>specification.json</c> as rows of a table, whatever keys it has.</summary>
internal static class SpecificationText
{
    private const int LongestValue = 300;

    // What computed the results rather than what was asked for.
    private static readonly string[] EnvironmentKeys = ["science_version", "device", "numerics", "versions"];

    /// <summary>Reads the file of a folder of results.</summary>
    /// <exception cref="ResultsException">It is missing or damaged.</exception>
    public static JsonObject Read(string directory)
    {
        string path = Path.Combine(directory, SpecificationFile.FileName);
        if (!File.Exists(path))
        {
            throw new ResultsException(path, 0, null, "there is no such file");
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new ResultsException(path, 0, null, "it is JSON, but no object");
        }
        catch (JsonException fault)
        {
            throw new ResultsException(path, (int)(fault.LineNumber + 1 ?? 0), null, "it is not JSON, or names a key twice");
        }
    }

    /// <summary>What was asked for: keys, dotted where they are nested, and values.</summary>
    public static IEnumerable<IReadOnlyList<string>> Asked(JsonObject specification) => Rows(specification.Where(each => !EnvironmentKeys.Contains(each.Key)), "");

    /// <summary>What computed it.</summary>
    public static IEnumerable<IReadOnlyList<string>> Environment(JsonObject specification) => Rows(specification.Where(each => EnvironmentKeys.Contains(each.Key)), "");

    private static IEnumerable<IReadOnlyList<string>> Rows(IEnumerable<KeyValuePair<string, JsonNode?>> members, string prefix) =>
        members.SelectMany(each => each.Value is JsonObject { Count: > 0 } inner ? Rows(inner, $"{prefix}{each.Key}.") : [[prefix + each.Key, Cut(Text(each.Value))]]);

    private static string Text(JsonNode? value) => value switch
    {
        JsonArray array => array.Count == 0 ? "none" : string.Join(", ", array.Select(Text)),
        JsonObject inner => inner.Count == 0 ? "none" : string.Join(" ", inner.Select(each => $"{each.Key}: {Text(each.Value)}")),
        JsonValue each => each.ToString(),
        _ => "none",
    };

    private static string Cut(string text) => text.Length > LongestValue ? text[..LongestValue] + " …" : text;
}
