using GrokCluster.Grains.Serialization;
using GrokCluster.Silo.Storage;
using Orleans.Configuration;
using Orleans.Serialization;
using StackExchange.Redis;

namespace GrokCluster.Silo;

/// <summary>Calls the grains of a running cluster. It finds the silos by the cluster's storage, and others when one is lost.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    // Orleans' default is a minute; a silo that came in place of another is to be found sooner.
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private readonly IHost host;

    private ClusterClient(IHost host) => this.host = host;

    /// <summary>Calls grains.</summary>
    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Connects.</summary>
    /// <param name="redis">The cluster's storage: <c>HOST:PORT[,password=…]</c>.</param>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SiloException">The storage cannot be used, or no silo of the cluster answers.</exception>
    public static async Task<ClusterClient> ConnectAsync(string redis, string clusterId, CancellationToken cancellationToken)
    {
        StorageConnection storage = new(Parse(redis));
        await storage.OpenAsync();
        long start = TimeProvider.System.GetTimestamp();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (clusterId, SiloOptions.ServiceId));
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
            client.UseRedisClustering(options =>
            {
                options.ConfigurationOptions = storage.Configuration;
                options.CreateMultiplexer = _ => storage.ShareAsync();
            });
            client.UseConnectionRetryFilter(async (_, cancellation) =>
            {
                await Task.Delay(RetryEvery, cancellation);
                return TimeProvider.System.GetElapsedTime(start) < ConnectPatience;
            });
            client.Services.AddSerializer(serializer => serializer.AddContracts());
        });
        builder.Services.AddSingleton(_ => storage);
        IHost host = builder.Build();
        host.Services.GetRequiredService<StorageConnection>();
        try
        {
            await host.StartAsync(cancellationToken);
            return new ClusterClient(host);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await DisposeAsync(host);
            throw new SiloException($"No silo of cluster '{clusterId}' answers, although its storage at {storage.Address} does; start one with --redis {storage.Address},password=…, or name another cluster with --cluster-id.", fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await host.StopAsync();
        }
        finally
        {
            await DisposeAsync(host);
        }
    }

    private static ConfigurationOptions Parse(string redis)
    {
        const string Allowed = "allowed is HOST:PORT[,password=…]";
        try
        {
            ConfigurationOptions options = ConfigurationOptions.Parse(redis);
            return options.EndPoints.Count > 0 ? options : throw new SiloException($"The Redis address (--redis) names no host; {Allowed}.");
        }
        catch (ArgumentException fault)
        {
            // The given text may hold a password and is not repeated.
            throw new SiloException($"The Redis address (--redis) cannot be read: {fault.Message.ReplaceLineEndings(" ")}; {Allowed}.", fault);
        }
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }
}
