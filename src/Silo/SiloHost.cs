using System.Net;
using GrokCluster.Grains;
using GrokCluster.Silo.Checkpoints;
using GrokCluster.Silo.Health;
using GrokCluster.Silo.Logging;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Dashboard;
using Orleans.Runtime.MembershipService;

namespace GrokCluster.Silo;

/// <summary>
/// Composes a silo: storage, then checkpoints, then Orleans, then HTTP. They start in this order and stop in the reverse one.
/// </summary>
public static class SiloHost
{
    /// <summary>How long a silo that is asked to stop may take to save its work and hand it back.</summary>
    internal static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    private const int Attempts = 3;

    /// <summary>Builds a stand-alone silo, which logs to the console and stops at SIGTERM and Ctrl-C. The data directory is locked from here until the application is disposed of.</summary>
    /// <param name="options">What the silo is told.</param>
    /// <param name="configureSilo">Adds to the silo, such as the grains of a test.</param>
    /// <param name="configureServices">Adds to the services, or replaces some.</param>
    /// <exception cref="SiloException">The options are faulty, or the data directory is in use or cannot be used.</exception>
    public static WebApplication Build(SiloOptions options, Action<ISiloBuilder>? configureSilo = null, Action<IServiceCollection>? configureServices = null) =>
        Build(options, new ClusterIdentity(options.ClusterId, IsPrivate: false), configureSilo, configureServices);

    /// <summary>Builds a stand-alone silo and starts it.</summary>
    /// <param name="options">What the silo is told.</param>
    /// <param name="configureSilo">Adds to the silo.</param>
    /// <param name="configureServices">Adds to the services, or replaces some.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="SiloException">The silo cannot start, for a reason that its user can remove.</exception>
    public static Task<WebApplication> StartAsync(
        SiloOptions options, Action<ISiloBuilder>? configureSilo = null, Action<IServiceCollection>? configureServices = null, CancellationToken cancellationToken = default) =>
        StartAsync(options, new ClusterIdentity(options.ClusterId, IsPrivate: false), configureSilo, configureServices, cancellationToken);

    internal static async Task<WebApplication> StartAsync(
        SiloOptions options, ClusterIdentity cluster, Action<ISiloBuilder>? configureSilo, Action<IServiceCollection>? configureServices, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            WebApplication application = Build(options, cluster, configureSilo, configureServices);
            try
            {
                await application.StartAsync(cancellationToken);
                Exposure.Report(application.Services);
                return application;
            }
            catch (Exception fault)
            {
                await application.DisposeAsync();

                if (fault is OrleansClusterConnectivityCheckFailedException)
                {
                    throw Unanswered(cluster, fault);
                }

                // Someone was faster at a port that had been free when it was chosen; the next choice is another one.
                if (!SiloPorts.WasTaken(fault) || attempt == Attempts)
                {
                    throw;
                }
            }
        }
    }

    private static SiloException Unanswered(ClusterIdentity cluster, Exception fault) => new(
        $"The silos of cluster '{cluster.ClusterId}' that the storage names did not answer this one for {FailureDetection.MaxJoinAttemptTime.TotalSeconds:0} s; let silos reach one another at the addresses of --bind, and give all of them certificates of one authority (--tls-certificate, --tls-key, --tls-ca), or none.", fault);

    private static WebApplication Build(SiloOptions options, ClusterIdentity cluster, Action<ISiloBuilder>? configureSilo, Action<IServiceCollection>? configureServices)
    {
        options.ThrowIfFaulty();
        AccessToken? token = options.TokenFile is null ? null : AccessToken.Open(options.TokenFile, TimeProvider.System);
        ClusterCertificates? certificates = options.Tls is null ? null : ClusterCertificates.Read(options.Tls, TimeProvider.System);
        DataDirectory? directory = options.DataDirectory is null ? null : DataDirectory.Open(options.DataDirectory);
        try
        {
            SiloPorts ports = SiloPorts.Choose(options, directory);

            // Empty: neither the directory it is started from nor the environment changes what a silo does; traces are the exception, whose variables are a standard of their own.
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            AddLogging(builder, options, cluster, directory);
            AddLifetime(builder.Services, cluster);
            builder.Services.AddSingleton(options).AddSingleton(cluster).AddSingleton(new RequestGate(token));
            builder.Services.TryAddSingleton(TimeProvider.System);
            StorageConnection storage = builder.Services.AddStorage(options, cluster, ports, directory);
            builder.Services.AddCheckpoints();
            builder.UseOrleans(silo =>
            {
                OrleansSetup.Configure(silo, options, cluster, ports, storage, certificates);
                silo.AddGrokCluster(slots => (slots.Silo, slots.Slots) = (options.Name, options.Slots));
                if (!cluster.IsPrivate)
                {
                    silo.AddTraces(builder);
                }

                configureSilo?.Invoke(silo);
            });
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                RequestLimits.Configure(kestrel);
                foreach (IPAddress address in SiloPorts.HttpAddresses(options))
                {
                    kestrel.Listen(address, ports.Http);
                }
            });
            builder.Services.AddGrokClusterSlots().AddRoutingCore().AddMetrics(options).AddSiloHealth();
            configureServices?.Invoke(builder.Services);

            WebApplication application = builder.Build();
            application.Services.HandOverStorage();
            MapEndpoints(application);
            return application;
        }
        catch
        {
            directory?.Dispose();
            throw;
        }
    }

    private static void AddLogging(WebApplicationBuilder builder, SiloOptions options, ClusterIdentity cluster, DataDirectory? directory)
    {
        if (cluster.IsPrivate && directory is not null)
        {
            builder.Logging.LogToFile(directory);
        }
        else
        {
            builder.Logging.LogToConsole(options.LogFormat);
        }
    }

    private static void AddLifetime(IServiceCollection services, ClusterIdentity cluster)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        if (cluster.IsPrivate)
        {
            services.AddSingleton<IHostLifetime, CallersLifetime>();
        }
    }

    private static void MapEndpoints(WebApplication application)
    {
        application.Use(RequestLimits.InvokeAsync);
        application.Use(application.Services.GetRequiredService<RequestGate>().InvokeAsync);
        application.MapPrometheusScrapingEndpoint("/metrics");
        application.MapSiloHealth();
        application.MapOrleansDashboard("/dashboard");
    }
}
