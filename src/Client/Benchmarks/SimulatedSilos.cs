using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GrokCluster.Client.Benchmarks;

/// <summary>
/// The slots of many silos in one process: each pulls, holds leases, sends heartbeats and reports as a silo of its own would, against the real queue and registry grains. What they do not have is a
/// network between them.
/// </summary>
public sealed class SimulatedSilos : IAsyncDisposable
{
    private readonly List<SlotService> services = [];

    /// <summary>Starts them.</summary>
    /// <param name="silo">Services of the silo that hosts the grains.</param>
    /// <param name="count">How many silos.</param>
    /// <param name="slots">CPU slots of each.</param>
    /// <param name="duration">How long a run trains until its first report.</param>
    /// <param name="rest">How long it trains from there to its second; not at all by default.</param>
    public static async Task<SimulatedSilos> Start(IServiceProvider silo, int count, int slots, TimeSpan duration, TimeSpan rest = default)
    {
        IGrainFactory grains = silo.GetRequiredService<IGrainFactory>();
        TimeProvider clock = silo.GetRequiredService<TimeProvider>();
        ILoggerFactory loggers = silo.GetRequiredService<ILoggerFactory>();
        IJob[] jobs = [new SimulatedTraining(grains, duration, rest, clock), new SimulatedCompression(grains)];
        SimulatedSilos silos = new();
        for (int i = 0; i < count; i++)
        {
            SlotServices shared = new(
                grains,
                new(grains, clock, loggers.CreateLogger<LeaseKeeper>()),
                new(clock, loggers.CreateLogger<Patience>()),
                new SiloCondition(),
                jobs,
                silo.GetRequiredService<Instruments>(),
                clock,
                loggers.CreateLogger<SlotWorker>());
            SlotOptions options = new() { Silo = $"simulated-{i}", Slots = new Dictionary<string, int> { [DeviceClass.Cpu] = slots } };
            SlotService service = new(Options.Create(options), new MachineDevices(), shared, loggers.CreateLogger<SlotService>());
            silos.services.Add(service);
            await service.StartAsync(CancellationToken.None);
        }

        return silos;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(services.Select(service => service.StopAsync(CancellationToken.None)));
        services.ForEach(service => service.Dispose());
    }
}
