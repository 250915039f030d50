using System.Collections.Concurrent;
using GrokCluster.Grains.Queues;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Devices;

/// <summary>Sends the heartbeats of all leases that this silo's slots hold, apart from the threads that compute, and stops work whose lease was lost.</summary>
public sealed partial class LeaseKeeper(IGrainFactory grains, TimeProvider clock, ILogger<LeaseKeeper> logger)
{
    private static readonly TimeSpan Period = WorkQueueGrain.LeaseTerm / 6;
    private readonly ConcurrentDictionary<Guid, HeldLease> held = [];

    /// <summary>Leases held now.</summary>
    public IReadOnlyList<HeldLease> Held => [.. held.Values];

    /// <summary>Begins to keep a lease alive.</summary>
    public HeldLease Hold(string queue, string deviceClass, Lease lease, CancellationToken stopping) => held[lease.Id] = new(queue, deviceClass, lease, CancellationTokenSource.CreateLinkedTokenSource(stopping));

    /// <summary>Ceases to.</summary>
    public void Drop(HeldLease lease)
    {
        if (held.TryRemove(lease.Lease.Id, out _))
        {
            lease.Stop.Dispose();
        }
    }

    /// <summary>Sends heartbeats until cancelled.</summary>
    public async Task Run(CancellationToken stopping)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (IGrouping<string, HeldLease> queue in held.Values.GroupBy(each => each.Queue))
            {
                await Beat(queue.Key, [.. queue.Select(each => each.Lease)]);
            }
        }
    }

    private async Task Beat(string queue, IReadOnlyList<Lease> leases)
    {
        try
        {
            foreach (Guid id in await grains.GetGrain<IWorkQueueGrain>(queue).Heartbeat(leases))
            {
                if (held.TryGetValue(id, out HeldLease? lease))
                {
                    LogLost(lease.Lease.Items[0].Name.ToString());
                    await lease.Stop.CancelAsync();
                }
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The next beat tries again; a lease outlives several.
            LogMissed(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of {Work} was lost: it took too long to be heard of. Another slot does the work.")]
    private partial void LogLost(string work);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A heartbeat could not be sent.")]
    private partial void LogMissed(Exception fault);
}
