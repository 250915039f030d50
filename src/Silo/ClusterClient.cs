using System.Globalization;
using System.Net;
using GrokCluster.Grains.Serialization;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Serialization;

namespace GrokCluster.Silo;

/// <summary>Calls the grains of a running cluster. It finds the silos by the cluster's storage, and others when one is lost.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    // Orleans' default is a minute; a silo that came in place of another is to be found sooner.
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15);

    // On a machine that is slow or busy each takes longer, and so there is more time for all.
    private const int FewestAttempts = 10;

    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private readonly IHost host;

    private ClusterClient(IHost host) => this.host = host;

    /// <summary>Calls grains.</summary>
    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Connects.</summary>
    /// <param name="address">The cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SiloOptionsException">The address, a password file or a certificate cannot be used.</exception>
    /// <exception cref="SiloException">The storage cannot be used, or no silo of the cluster answers.</exception>
    public static async Task<ClusterClient> ConnectAsync(ClusterAddress address, CancellationToken cancellationToken)
    {
        ClusterCertificates? certificates = address.Tls is null ? null : ClusterCertificates.Read(address.Tls, TimeProvider.System);
        StorageConnection storage = new(RedisAddress.Parse(address.Redis, address.RedisPasswordFile));
        await storage.OpenAsync();
        Attempts attempts = new(certificates);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (address.ClusterId, SiloOptions.ServiceId));
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
            client.Configure<ClientMessagingOptions>(RequestLimits.Configure);
            client.UseRedisClustering(options =>
            {
                options.ConfigurationOptions = storage.Configuration;
                options.CreateMultiplexer = _ => storage.ShareAsync();
            });
            if (certificates is not null)
            {
                client.UseTls(certificates.Configure);
            }

            client.UseConnectionRetryFilter((_, cancellation) => attempts.AgainAsync(cancellation));
            client.Services.AddSerializer(serializer => serializer.AddContracts());
        });
        builder.Services.AddSingleton(_ => storage);
        IHost host = builder.Build();
        host.Services.GetRequiredService<StorageConnection>();
        attempts.Gateways = host.Services.GetRequiredService<IGatewayListProvider>();
        try
        {
            await host.StartAsync(cancellationToken);
            return new ClusterClient(host);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await DisposeAsync(host);
            throw new SiloException(
                attempts.Refusal ?? $"No silo of cluster '{address.ClusterId}' answers, although its storage at {storage.Address} does; start one with --redis {storage.Address},password=…, or name another cluster with --cluster-id.", fault);
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

    // Waits for silos that start, and gives up at once on those that are there and refuse.
    private sealed class Attempts(ClusterCertificates? certificates)
    {
        private readonly long start = TimeProvider.System.GetTimestamp();
        private int count;

        public IGatewayListProvider? Gateways { get; set; }

        public string? Refusal { get; private set; }

        public async Task<bool> AgainAsync(CancellationToken cancellation)
        {
            foreach (Uri gateway in await Gateways!.GetGateways())
            {
                Refusal ??= await GatewayProbe.FaultAsync(IPEndPoint.Parse(string.Create(CultureInfo.InvariantCulture, $"{gateway.Host}:{gateway.Port}")), certificates, cancellation);
            }

            await Task.Delay(Refusal is null ? RetryEvery : TimeSpan.Zero, cancellation);
            return Refusal is null && (++count < FewestAttempts || TimeProvider.System.GetElapsedTime(start) < ConnectPatience);
        }
    }
}
