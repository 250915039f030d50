using System.Net;

namespace GrokCluster.Silo.Storage;

/// <summary>Adds the silo's storage to its services: hosted here, or joined elsewhere.</summary>
internal static class StorageSetup
{
    /// <returns>The connection that everything uses.</returns>
    public static StorageConnection AddStorage(this IServiceCollection services, SiloOptions options, ClusterIdentity cluster, SiloPorts ports, DataDirectory? directory)
    {
        if (directory is not null)
        {
            services.AddSingleton(_ => directory);
            services.AddSingleton(provider => new GarnetService(provider.GetRequiredService<DataDirectory>(), options.BindAddress, ports.Redis, provider.GetRequiredService<ILoggerFactory>(), options.StorageLogLimit));
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<GarnetService>());
            services.AddHostedService<GarnetWatch>();
            services.AddHostedService<EndpointPublisher>();
            services.AddHostedService<SpaceGuard>();
        }

        IPEndPoint hosted = new(options.BindAddress, ports.Redis);
        StorageConnection storage = new(directory is null ? RedisAddress.Parse(options.Redis!, options.RedisPasswordFile) : RedisAddress.Parse($"{hosted},password={directory.Password}", passwordFile: null));
        services.AddSingleton(new SiloEndpoint(
            Environment.ProcessId,
            cluster.ClusterId,
            SiloOptions.ServiceId,
            directory is null ? storage.Address : hosted.ToString(),
            directory?.PasswordFile,
            new IPEndPoint(options.BindAddress, ports.Gateway).ToString(),
            new Uri($"http://{new IPEndPoint(options.BindAddress, ports.Http)}/"),
            options.Tls));
        services.AddSingleton(_ => storage);
        services.AddHostedService<StorageGate>();
        return storage;
    }

    /// <summary>
    /// The container disposes of what comes by a factory once it has been asked for, the first last. Asked for before all else, the lock is given up after all has ended.
    /// </summary>
    public static void HandOverStorage(this IServiceProvider services)
    {
        services.GetService<DataDirectory>();
        services.GetRequiredService<StorageConnection>();
    }
}
