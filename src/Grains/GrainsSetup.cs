using GrokCluster.Grains.Compression;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Telemetry;
using GrokCluster.Grains.Training;
using Grokking.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrokCluster.Grains;

/// <summary>Adds GrokCluster to a silo.</summary>
public static class GrainsSetup
{
    /// <summary>Registers what grains and slots need. The caller provides grain storage, reminders and an <see cref="Checkpoints.ICheckpointStore"/>.</summary>
    public static ISiloBuilder AddGrokCluster(this ISiloBuilder silo, Action<SlotOptions>? slots = null)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddMetrics();
        silo.Services.AddSingleton<Instruments>();
        silo.Services.AddSingleton<LeaseKeeper>();
        silo.Services.AddSingleton<Patience>();
        silo.Services.AddSingleton<SiloCondition>();
        silo.Services.AddSingleton<SlotServices>();
        silo.Services.TryAddSingleton<CohortSizes>();
        silo.Services.TryAddSingleton<IDeviceCatalog, MachineDevices>();
        silo.Services.AddSingleton<IJob, CompressionJob>();
        silo.Services.AddSingleton<IJob, TrainingJob>();
        silo.Services.AddOptions<SlotOptions>().Configure(options => slots?.Invoke(options));
        return silo;
    }

    /// <summary>Starts the slots with the silo. To be called after Orleans is added, as hosted services start in the order of their registration.</summary>
    public static IServiceCollection AddGrokClusterSlots(this IServiceCollection services) => services.AddHostedService<DeviceInstruments>().AddHostedService<SlotService>();
}
