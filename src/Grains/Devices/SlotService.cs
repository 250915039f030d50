using Grokking.Numerics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GrokCluster.Grains.Devices;

/// <summary>Runs the slots of this silo and reports them. Registered after Orleans, so it starts once the silo takes calls and stops, with its work saved, before the silo does.</summary>
public sealed partial class SlotService(IOptions<SlotOptions> options, IDeviceCatalog devices, SlotServices services, ILogger<SlotService> logger) : BackgroundService
{
    private string Silo => options.Value.Silo;

    private IDeviceRegistryGrain Registry => services.Grains.GetGrain<IDeviceRegistryGrain>(0);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<SlotWorker> slots = [.. options.Value.Slots.SelectMany(each => Enumerable.Range(0, each.Value).Select(i => new SlotWorker(
            $"{Silo}-{each.Key}{i}", each.Key, i, devices, services)))];
        foreach ((string deviceClass, int count) in options.Value.Slots)
        {
            services.Instruments.AddSlots(deviceClass, count);
        }

        ILookup<string, NumericsFingerprint> numerics = slots.DistinctBy(slot => (slot.DeviceClass, slot.Numerics.Id))
            .ToLookup(slot => slot.DeviceClass, slot => slot.Numerics);
        foreach (NumericsFingerprint each in numerics.SelectMany(each => each).DistinctBy(each => each.Id))
        {
            LogNumerics(each.Id, string.Join("; ", each.Parts.Select(part => $"{part.Name}: {part.Value}")));
        }

        // Heartbeats go on while slots save their work.
        using CancellationTokenSource slotsDone = new();
        Task heartbeats = services.Keeper.Run(slotsDone.Token);
        Task reports = Report(numerics, slotsDone.Token);
        try
        {
            await Task.WhenAll(slots.Select(slot => Task.Run(() => slot.Work(stoppingToken), CancellationToken.None)));
        }
        finally
        {
            await slotsDone.CancelAsync();
            await heartbeats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await reports.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Leave(slots);
            slots.ForEach(slot => slot.Dispose());
            foreach ((string deviceClass, int count) in options.Value.Slots)
            {
                services.Instruments.AddSlots(deviceClass, -count);
            }
        }
    }

    private async Task Report(ILookup<string, NumericsFingerprint> numerics, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // A slot that trains helps with the compression of what it has saved, so it may hold two leases.
                ILookup<string, string> busy = services.Keeper.Held.GroupBy(held => (held.DeviceClass, held.Lease.Worker))
                    .ToLookup(slot => slot.Key.DeviceClass, slot => $"{slot.Key.Worker}: {string.Join(", ", slot.Select(Describe).Order(StringComparer.Ordinal))}");
                SlotReport[] slots = [.. options.Value.Slots.Select(each => new SlotReport(
                    each.Key,
                    each.Value,
                    devices.Capacity(each.Key),
                    [.. busy[each.Key].Order(StringComparer.Ordinal)],
                    [.. numerics[each.Key]]))];
                services.Condition.ClusterHold = await Registry.Report(new(Silo, slots, services.Condition.StoreTrouble, services.Condition.StorageTrouble));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogUnreported(fault);
            }

            await Task.Delay(DeviceRegistryGrain.ReportEvery, services.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string Describe(HeldLease held) =>
        $"{held.Lease.Items[0].Name}{(held.Lease.Items.Count > 1 ? $" and {held.Lease.Items.Count - 1} more" : "")} ({held.Lease.Claim.Sweep})";

    // Nobody waits for a silo that stops; what cannot be said now is found out when its leases run out.
    private async Task Leave(List<SlotWorker> slots)
    {
        try
        {
            await Task.WhenAll([Registry.Leave(Silo), .. slots.Select(slot => slot.Leave())]);
        }
        catch (Exception fault)
        {
            LogUnreported(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Slots train under the numerics fingerprint {Id} ({Parts}).")]
    private partial void LogNumerics(string id, string parts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo's slots could not be reported.")]
    private partial void LogUnreported(Exception fault);
}
