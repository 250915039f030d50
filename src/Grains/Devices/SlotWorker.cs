using System.Diagnostics;
using GrokCluster.Grains.Checkpoints;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Telemetry;
using Grokking.Devices;
using Grokking.Numerics;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Devices;

/// <summary>What the slots of a silo share.</summary>
/// <param name="Grains">Calls grains.</param>
/// <param name="Keeper">Keeps leases alive.</param>
/// <param name="Patience">Calls through losses.</param>
/// <param name="Condition">Says whether slots may work, and is told what keeps them from it.</param>
/// <param name="Jobs">One for each kind of work.</param>
/// <param name="Instruments">Told what slots do.</param>
/// <param name="Clock">Tells the time.</param>
/// <param name="Logger">Told what goes wrong.</param>
public sealed record SlotServices(
    IGrainFactory Grains,
    LeaseKeeper Keeper,
    Patience Patience,
    SiloCondition Condition,
    IEnumerable<IJob> Jobs,
    Instruments Instruments,
    TimeProvider Clock,
    ILogger<SlotWorker> Logger);

/// <summary>One device slot: pulls work, holds its lease, runs its job, and gives back what it could not finish.</summary>
/// <param name="name">Unique in the cluster.</param>
/// <param name="deviceClass">Whose queue it pulls from.</param>
/// <param name="index">Which of the silo's slots of that class it is, from 0.</param>
/// <param name="devices">Knows the device behind it, and how many runs that trains at once.</param>
/// <param name="services">What it shares with other slots.</param>
public sealed partial class SlotWorker(string name, string deviceClass, int index, IDeviceCatalog devices, SlotServices services)
    : ISlot, IDisposable
{
    private static readonly TimeSpan LongPull = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(5);
    private readonly Dictionary<WorkKind, IJob> jobs = services.Jobs.ToDictionary(job => job.Kind);
    private readonly ILogger logger = services.Logger;
    private string state = SlotState.Idle;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string DeviceClass => deviceClass;

    /// <inheritdoc/>
    public ComputeDevice Device => devices.Device(deviceClass, index);

    /// <inheritdoc/>
    public NumericsFingerprint Numerics { get; } = devices.Numerics(deviceClass, index);

    /// <inheritdoc/>
    public ComputeDevice? ScoringDevice => devices.ScoringDevice(index);

    /// <inheritdoc/>
    public ComputeThread Thread { get; } = new(name);

    /// <summary>Works until cancelled.</summary>
    public async Task Work(CancellationToken stopping)
    {
        bool hasArrived = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!hasArrived)
                {
                    await Queue(deviceClass).Arrive(name, Numerics.Id);
                    hasArrived = true;
                }

                Enter(services.Condition.Hold is null ? SlotState.Idle : SlotState.Held);
                if (services.Condition.Hold is not null)
                {
                    await Task.Delay(Pause, services.Clock, stopping);
                }
                else if (await Queue(deviceClass).Pull(Request(), stopping) is { } lease)
                {
                    await Do(deviceClass, lease, stopping);
                }
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (CheckpointStoreException fault)
            {
                // The work was given back and waits; this silo looks again until the store can be used.
                services.Condition.StoreTrouble = services.Condition.Hold is null ? fault.Message : null;
                if (services.Condition.Hold is null)
                {
                    services.Instruments.Storage.CheckpointsFailed();
                }

                LogTrouble(fault, name);
                Enter(SlotState.Held);
                await Task.Delay(TroublePause, services.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception fault)
            {
                // Storage or the queue's silo is away for a moment; the lease of what was begun runs out by itself.
                LogFault(fault, name);
                await Task.Delay(Pause, services.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Enter(SlotState.Idle);
    }

    /// <summary>
    /// Gives back whatever the queue believes this slot to hold, also a lease that was granted while the slot was stopping.
    /// </summary>
    public Task Leave() => Queue(deviceClass).Leave(name);

    /// <inheritdoc/>
    public async Task<bool> HelpCompress(CancellationToken stop)
    {
        WorkRequest request = new(name, [WorkKind.Compression], 1, TimeSpan.Zero);
        Lease? lease = await services.Patience.Call(() => Queue(Devices.DeviceClass.Cpu).Pull(request, stop), stop);
        if (lease is not null)
        {
            await Do(Devices.DeviceClass.Cpu, lease, stop);
        }

        return lease is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => Thread.Dispose();

    private WorkRequest Request() => new(name, [.. jobs.Keys], devices.Capacity(deviceClass), LongPull, Numerics.Id);

    private async Task Do(string queue, Lease lease, CancellationToken stopping)
    {
        IJob job = jobs[lease.Items[0].Name.Kind];
        HeldLease held = services.Keeper.Hold(queue, deviceClass, lease, stopping);
        string before = state;
        Enter(job.Kind == WorkKind.Training ? SlotState.Training : SlotState.Measuring);
        using Activity? span = Spans.Job(lease, name, deviceClass);
        try
        {
            await job.Run(lease, this, held.Stop.Token);
            services.Keeper.Drop(held); // before the end: a heartbeat that overtakes it would bring the lease back
            services.Condition.StoreTrouble = null;
            await services.Patience.Call(() => Queue(queue).Complete(lease.Id), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            services.Keeper.Drop(held);
            await Queue(queue).Release(lease.Id);
        }
        catch (OperationCanceledException) when (held.Stop.IsCancellationRequested)
        {
            // Lost to another slot.
        }
        catch (CheckpointStoreException fault)
        {
            span.Fail(fault);
            services.Keeper.Drop(held);
            await Queue(queue).Release(lease.Id);
            throw;
        }
        catch (Exception fault)
        {
            span.Fail(fault);
            LogFailed(fault, lease.Items[0].Name);
            bool again = await services.Patience.Call(() => job.Fail(lease, this, fault.Message), stopping);
            services.Keeper.Drop(held);
            await services.Patience.Call(() => again ? Queue(queue).Release(lease.Id) : Queue(queue).Complete(lease.Id), stopping);
        }
        finally
        {
            Enter(before);
            services.Keeper.Drop(held);
        }
    }

    private void Enter(string next)
    {
        if (next != state)
        {
            services.Instruments.ChangeSlot(deviceClass, state, next);
            state = next;
        }
    }

    private IWorkQueueGrain Queue(string queue) => services.Grains.GetGrain<IWorkQueueGrain>(queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slot {Slot} could not reach its queue or the owner of its work; it tries again.")]
    private partial void LogFault(Exception fault, string slot);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Slot {Slot} gave its work back, as checkpoints cannot be stored or read; it tries again.")]
    private partial void LogTrouble(Exception fault, string slot);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} failed.")]
    private partial void LogFailed(Exception fault, WorkName work);
}
