using System.Net;
using GrokCluster.Grains.Serialization;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

[assembly: AssemblyFixture(typeof(GrokCluster.Silo.Tests.Serialization.ContractClusterFixture))]

namespace GrokCluster.Silo.Tests.Serialization;

/// <summary>One embedded silo and one client of it for all tests. Calls from within the silo copy their arguments; calls of the client go over the wire.</summary>
public sealed class ContractClusterFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory temporary = new();
    private IHost? client;

    public EmbeddedSilo Silo { get; private set; } = null!;

    /// <summary>The grain, called from <c>silo</c> or <c>client</c>.</summary>
    public IContractGrain Grain(string caller) => Factory(caller).GetGrain<IContractGrain>(caller);

    public async ValueTask InitializeAsync()
    {
        Silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = temporary.Path });
        client = Host.CreateEmptyApplicationBuilder(settings: null).UseOrleansClient(builder =>
        {
            builder.UseStaticClustering(IPEndPoint.Parse(Silo.Endpoint.Gateway));
            builder.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = Silo.Endpoint.ClusterId;
                cluster.ServiceId = Silo.Endpoint.ServiceId;
            });
            builder.Services.AddSerializer(serializer => serializer.AddContracts());
        }).Build();
        await client.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            await client.StopAsync();
            client.Dispose();
        }

        await Silo.DisposeAsync();
        temporary.Dispose();
    }

    private IGrainFactory Factory(string caller) => caller == "silo" ? Silo.Grains : client!.Services.GetRequiredService<IClusterClient>();
}
