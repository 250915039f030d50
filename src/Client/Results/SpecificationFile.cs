using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Numerics;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Results;

/// <summary><c>specification.json</c>: what was asked for and what computed it. No times and no paths, so that equal sweeps on equal software give equal bytes.</summary>
public static class SpecificationFile
{
    /// <summary>Its name in the folder of results.</summary>
    public const string FileName = "specification.json";

    // Unescaped, as people read it; it is never put into a web page unquoted.
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file into <paramref name="directory"/>, atomically.</summary>
    /// <param name="directory">The folder of results.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="numerics">The numerics fingerprints under which its runs were trained, each once.</param>
    /// <returns>The file's path.</returns>
    public static string Write(string directory, SweepSpecification sweep, IEnumerable<NumericsFingerprint> numerics)
    {
        string path = Path.Combine(directory, FileName);
        AtomicFile.Write(path, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true);
            writer.Write(Json(sweep, numerics).ToJsonString(Format) + "\n");
        });
        return path;
    }

    private static JsonObject Json(SweepSpecification sweep, IEnumerable<NumericsFingerprint> numerics) => new()
    {
        ["name"] = sweep.Name,
        ["tasks"] = Strings(sweep.Tasks.Select(task => task.Name())),
        ["methods"] = Strings(sweep.Methods.Select(method => method.Name())),
        ["seeds"] = new JsonArray([.. sweep.Seeds.Select(seed => JsonValue.Create(seed))]),
        ["epochs"] = sweep.Epochs,
        ["network"] = sweep.Network.Name(),
        ["measure"] = new JsonObject
        {
            ["schedule_base"] = sweep.Measure.ScheduleBase,
            ["evaluation_base"] = sweep.Measure.EvaluationBase,
            ["epsilons"] = Numbers(sweep.Measure.Epsilons),
            ["evaluations"] = sweep.Measure.Evaluations,
            ["coder"] = Strings(sweep.Measure.Coders.Select(coder => coder.Name())),
        },
        ["fixed"] = new JsonObject(sweep.Fixed.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, each.Value))),
        ["grid"] = new JsonArray([.. sweep.Grid.Select(axis => new JsonObject { ["hyperparameter"] = axis.Hyperparameter, ["values"] = Numbers(axis.Values) })]),
        ["science_version"] = RunId.ScienceVersion,
        ["device"] = sweep.Device,
        ["numerics"] = new JsonObject(numerics.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Id, Parts(each)))),
        ["versions"] = new JsonObject
        {
            ["grokcluster"] = Version(typeof(SpecificationFile)),
            ["torchsharp"] = Version(typeof(TorchSharp.torch)),
            ["orleans"] = Version(typeof(Orleans.Grain)),
            ["dotnet"] = Environment.Version.ToString(),
        },
    };

    private static JsonObject Parts(NumericsFingerprint fingerprint) =>
        new(fingerprint.Parts.Select(part => KeyValuePair.Create<string, JsonNode?>(part.Name, part.Value)));

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    // Without the commit after it, which packages write in different ways.
    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', ' ')[0].TrimEnd('.') ?? type.Assembly.GetName().Version!.ToString();
}
