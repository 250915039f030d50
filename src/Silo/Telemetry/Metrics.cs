using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GrokCluster.Silo.Telemetry;

/// <summary>What <c>/metrics</c> serves. Instruments, with their units and histogram buckets, are declared where they are recorded.</summary>
internal static class Metrics
{
    /// <summary>The meter of everything that is ours.</summary>
    public const string Meter = "GrokCluster";

    public static IServiceCollection AddMetrics(this IServiceCollection services, SiloOptions options)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(SiloOptions.ServiceId, serviceInstanceId: options.Name, autoGenerateServiceInstanceId: false))
            .WithMetrics(metrics => metrics.AddMeter(Meter, "Microsoft.Orleans").AddRuntimeInstrumentation().AddPrometheusExporter());
        return services;
    }
}
