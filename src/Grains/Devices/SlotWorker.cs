using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Devices;

/// <summary>One device slot: pulls work, holds its lease, runs its job, and gives back what it could not finish.</summary>
public sealed partial class SlotWorker(string name, IGrainFactory grains, LeaseKeeper keeper, IEnumerable<IJob> jobs, Instruments instruments, TimeProvider clock, ILogger<SlotWorker> logger) : ISlot, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly IReadOnlyDictionary<WorkKind, IJob> jobs = jobs.ToDictionary(job => job.Kind);

    /// <inheritdoc/>
    public ComputeThread Thread { get; } = new(name);

    private IWorkQueueGrain Queue => grains.GetGrain<IWorkQueueGrain>(DeviceClass.Cpu);

    /// <summary>Works until cancelled.</summary>
    public async Task Work(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await Queue.Pull(name, [.. jobs.Keys], Patience, stopping) is { } lease)
                {
                    await Do(lease, stopping);
                }
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Storage or the queue's silo is away for a moment; the lease of what was begun runs out by itself.
                LogFault(fault, name);
                await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> HelpCompress(CancellationToken stop)
    {
        Lease? lease = await Queue.Pull(name, [WorkKind.Compression], TimeSpan.Zero, stop);
        if (lease is not null)
        {
            await Do(lease, stop);
        }

        return lease is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => Thread.Dispose();

    private async Task Do(Lease lease, CancellationToken stopping)
    {
        IJob job = jobs[lease.Item.Kind];
        HeldLease held = keeper.Hold(lease, stopping);
        instruments.Slots(DeviceClass.Cpu, "busy", 1);
        try
        {
            await job.Run(lease, this, held.Stop.Token);
            keeper.Drop(held); // before the end: a heartbeat that overtakes it would bring the lease back
            await Queue.Complete(lease);
        }
        catch (OperationCanceledException) when (held.Stop.IsCancellationRequested)
        {
            keeper.Drop(held);
            await Queue.Release(lease);
        }
        catch (Exception fault) when (!IsCallFault(fault))
        {
            LogFailed(fault, lease.Item.Kind, lease.Item.Key);
            bool again = await job.Fail(lease, fault.Message);
            keeper.Drop(held);
            await (again ? Queue.Release(lease) : Queue.Complete(lease));
        }
        finally
        {
            instruments.Slots(DeviceClass.Cpu, "busy", -1);
            keeper.Drop(held);
        }
    }

    // A call that did not get through says nothing about the work.
    private static bool IsCallFault(Exception fault) => fault is TimeoutException or Orleans.Runtime.OrleansException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slot {Slot} could not reach its queue or the owner of its work; it tries again.")]
    private partial void LogFault(Exception fault, string slot);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} of {Key} failed.")]
    private partial void LogFailed(Exception fault, WorkKind kind, string key);
}
