using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrokCluster.Grains.Serialization;

/// <summary>How contracts look as JSON, in grain calls and in grain state alike.</summary>
public static class ContractJson
{
    /// <summary>
    /// Compact; enums by name, so that inserting one does not change what is stored; NaN and the infinities as <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>;
    /// doubles in their shortest exact form; unknown properties are skipped, so that older code reads what newer code wrote.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new()
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            IncludeFields = true, // value tuples
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // ε stays ε: nothing here is embedded in a page
            Converters = { new JsonStringEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
