using GrokCluster.Grains.Serialization;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Providers;
using Orleans.Serialization;
using Orleans.Storage;

namespace GrokCluster.Silo;

/// <summary>Orleans on one storage: membership, grain state and reminders.</summary>
internal static class OrleansSetup
{
    private const int DirectoryCacheSize = 20_000;

    public static void Configure(ISiloBuilder silo, SiloOptions options, ClusterIdentity cluster, SiloPorts ports, StorageConnection storage, ClusterCertificates? certificates)
    {
        silo.Configure<ClusterOptions>(names =>
        {
            names.ClusterId = cluster.ClusterId;
            names.ServiceId = SiloOptions.ServiceId;
        });
        silo.Configure<Orleans.Configuration.SiloOptions>(names => names.SiloName = options.Name);
        silo.ConfigureEndpoints(options.BindAddress, ports.Silo, ports.Gateway);
        silo.Configure<ClusterMembershipOptions>(FailureDetection.Configure);
        silo.Configure<SiloMessagingOptions>(RequestLimits.Configure);
        if (certificates is not null)
        {
            silo.UseTls(certificates.Configure);
        }

        // Addresses of runs that ended long ago are of no use; Orleans would remember a million.
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = DirectoryCacheSize);
        silo.UseRedisClustering(redis =>
        {
            redis.ConfigurationOptions = storage.Configuration;
            redis.CreateMultiplexer = _ => storage.ShareAsync();
        });
        silo.Services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => new StateStorage(services.GetRequiredService<StorageConnection>()));
        silo.Services.AddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME));
        silo.UseRedisReminderService(redis =>
        {
            redis.ConfigurationOptions = storage.Configuration;
            redis.CreateMultiplexer = _ => storage.ShareAsync();
        });
        silo.Services.AddSerializer(serializer => serializer.AddContracts());
        if (!cluster.IsPrivate)
        {
            silo.Services.AddSingleton<SiloLoss>();
            silo.Services.AddSingleton<IFatalErrorHandler>(services => services.GetRequiredService<SiloLoss>());
        }

        silo.AddDashboard();
    }
}
