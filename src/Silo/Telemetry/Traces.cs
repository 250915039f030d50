using System.Collections;
using GrokCluster.Grains.Devices;
using OpenTelemetry.Trace;

namespace GrokCluster.Silo.Telemetry;

/// <summary>
/// Traces of jobs and of the calls between grains, sent by OTLP where the standard variables of OpenTelemetry name a collector, and sampled as they say (<c>OTEL_TRACES_SAMPLER</c>). Without one
/// nothing is recorded.
/// </summary>
internal static class Traces
{
    private const string Variables = "OTEL_";

    // Of the grains' calls, and of what the silo does by itself; names are Orleans'.
    private static readonly string[] Orleans = ["Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage"];

    /// <summary>Sends traces if the environment names a collector.</summary>
    public static void AddTraces(this ISiloBuilder silo, WebApplicationBuilder builder)
    {
        if (!IsWanted())
        {
            return;
        }

        builder.Configuration.AddInMemoryCollection(
            from variable in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            let name = (string)variable.Key
            where name.StartsWith(Variables, StringComparison.Ordinal)
            select new KeyValuePair<string, string?>(name, (string?)variable.Value));
        silo.AddActivityPropagation();
        builder.Services.AddOpenTelemetry().WithTracing(traces => traces.AddSource(Spans.SourceName).AddSource(Orleans).AddOtlpExporter());
    }

    private static bool IsWanted() =>
        new[] { "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" }.Any(name => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)));
}
