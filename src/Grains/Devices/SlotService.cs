using GrokCluster.Grains.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GrokCluster.Grains.Devices;

/// <summary>Runs the slots of this silo. Registered after Orleans, so it starts once the silo takes calls and stops, with its work saved, before the silo does.</summary>
public sealed class SlotService(
    IOptions<SlotOptions> options, IGrainFactory grains, LeaseKeeper keeper, IEnumerable<IJob> jobs, Instruments instruments, TimeProvider clock, ILogger<SlotWorker> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string silo = $"{Environment.MachineName}-{Environment.ProcessId}";
        List<SlotWorker> slots = [.. Enumerable.Range(0, options.Value.Cpu).Select(i => new SlotWorker($"{silo}-cpu{i}", grains, keeper, jobs, instruments, clock, logger))];
        instruments.Slots(DeviceClass.Cpu, "all", slots.Count);

        // Heartbeats go on while slots save their work.
        using CancellationTokenSource slotsDone = new();
        Task heartbeats = keeper.Run(slotsDone.Token);
        try
        {
            await Task.WhenAll(slots.Select(slot => Task.Run(() => slot.Work(stoppingToken), CancellationToken.None)));
        }
        finally
        {
            await slotsDone.CancelAsync();
            await heartbeats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            slots.ForEach(slot => slot.Dispose());
        }
    }
}
