using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GrokCluster.Silo.Telemetry;

/// <summary>What <c>/metrics</c> serves. Our instruments, with their units and histogram buckets, are declared where they are recorded.</summary>
internal static class Metrics
{
    /// <summary>The meter of everything that is ours.</summary>
    public const string Meter = "GrokCluster";

    // Calls take from under a millisecond to 30 s, after which they are given up; the buckets by default end at 10 s and are coarse below 5 ms.
    private static readonly double[] CallMilliseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 30000];

    // A histogram for each type of grain: where the time goes matters less than that they stay few.
    private static readonly double[] CoarseMilliseconds = [10, 100, 1000, 10000];

    private static readonly double[] TardinessSeconds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300];

    public static IServiceCollection AddMetrics(this IServiceCollection services, SiloOptions options)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(SiloOptions.ServiceId, serviceInstanceId: options.Name, autoGenerateServiceInstanceId: false))
            .WithMetrics(metrics => metrics
                .AddMeter(Meter, "Microsoft.Orleans")
                .AddRuntimeInstrumentation()
                .AddView("orleans-app-requests-latency", Buckets(CallMilliseconds))
                .AddView("orleans-storage-*-latency", Buckets(CallMilliseconds))
                .AddView("orleans-catalog-activation-latency", Buckets(CoarseMilliseconds))
                .AddView("orleans-reminders-tardiness", Buckets(TardinessSeconds))
                .AddPrometheusExporter());
        return services.AddHostedService<DiskSpace>().AddHostedService<StorageProbe>();
    }

    private static ExplicitBucketHistogramConfiguration Buckets(double[] boundaries) => new() { Boundaries = boundaries };
}
