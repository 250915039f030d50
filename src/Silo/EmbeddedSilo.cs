using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo;

/// <summary>
/// A complete cluster inside the calling process, on a data directory of its own: quiet (warnings go to a file of the directory) and deaf to signals. State and reminders
/// outlive it; its cluster id is new at every start, so that nothing of a killed one is in the way.
/// </summary>
public sealed class EmbeddedSilo : IAsyncDisposable
{
    private readonly WebApplication application;
    private bool stopped;

    private EmbeddedSilo(WebApplication application)
    {
        this.application = application;
        Endpoint = application.Services.GetRequiredService<SiloEndpoint>();
    }

    /// <summary>Calls grains.</summary>
    public IGrainFactory Grains => application.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => application.Services;

    /// <summary>Its data directory, held until this is disposed of.</summary>
    public DataDirectory Data => application.Services.GetRequiredService<DataDirectory>();

    /// <summary>How others reach it.</summary>
    public SiloEndpoint Endpoint { get; }

    /// <summary>Base of <c>metrics</c>, <c>health/ready</c> and <c>dashboard</c>.</summary>
    public Uri Http => Endpoint.Http;

    /// <summary>Starts a silo and waits until it takes calls.</summary>
    /// <param name="options">A data directory, which takes the checkpoints too; the cluster id is not used.</param>
    /// <param name="configureSilo">Adds to the silo.</param>
    /// <param name="configureServices">Adds to the services, or replaces some.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="SiloException">The silo cannot start, for a reason that its user can remove; among them <see cref="DataDirectoryInUseException"/>.</exception>
    public static async Task<EmbeddedSilo> StartAsync(
        SiloOptions options, Action<ISiloBuilder>? configureSilo = null, Action<IServiceCollection>? configureServices = null, CancellationToken cancellationToken = default)
    {
        if (options.DataDirectory is null)
        {
            throw new SiloOptionsException(["An embedded silo hosts its own storage; give a data directory (--data DIR)."]);
        }

        if (options.Checkpoints is not null)
        {
            throw new SiloOptionsException(["An embedded silo keeps its checkpoints in its data directory; leave their location (--checkpoints) out."]);
        }

        return new EmbeddedSilo(await SiloHost.StartAsync(options, ClusterIdentity.Fresh(), configureSilo, configureServices, cancellationToken));
    }

    /// <summary>Stops gracefully: grains are deactivated, then the storage is closed.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (!stopped)
        {
            stopped = true;
            await application.StopAsync(cancellationToken);
        }
    }

    /// <summary>Stops, and gives the data directory free.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await application.DisposeAsync();
    }
}
