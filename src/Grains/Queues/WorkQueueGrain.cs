using GrokCluster.Grains.Telemetry;

namespace GrokCluster.Grains.Queues;

/// <inheritdoc cref="IWorkQueueGrain"/>
[KeepAlive]
public sealed class WorkQueueGrain(TimeProvider clock, Instruments instruments) : Grain, IWorkQueueGrain
{
    /// <summary>How long a lease lives without a heartbeat; workers send one every sixth of it.</summary>
    public static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(30);

    private readonly LeaseTable table = new(clock, LeaseTerm);
    private TaskCompletionSource workArrived = New();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ExpireLeases, LeaseTerm / 6, LeaseTerm / 6);
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task Enqueue(IReadOnlyList<WorkItem> items)
    {
        if (items.Count(table.Enqueue) > 0)
        {
            WakeWaiters();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Lease?> Pull(string worker, IReadOnlyList<WorkKind> kinds, TimeSpan patience, CancellationToken cancellation = default)
    {
        long start = clock.GetTimestamp();
        while (true)
        {
            Lease? lease = table.Take(worker, kinds);
            TimeSpan left = patience - clock.GetElapsedTime(start);
            if (lease is not null || left <= TimeSpan.Zero || cancellation.IsCancellationRequested)
            {
                instruments.QueueLength(this.GetPrimaryKeyString(), table.Waiting);
                return lease;
            }

            // Others may take what arrives first, so a waiter looks again and waits on.
            await Task.WhenAny(workArrived.Task, Task.Delay(left, clock, cancellation));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> Heartbeat(IReadOnlyList<Lease> leases) =>
        Task.FromResult<IReadOnlyList<Guid>>([.. leases.Where(lease => !table.Prolong(lease)).Select(lease => lease.Id)]);

    /// <inheritdoc/>
    public Task Complete(Lease lease)
    {
        table.End(lease);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Release(Lease lease)
    {
        table.Return(lease);
        WakeWaiters();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<QueueStatus> Status() => Task.FromResult(new QueueStatus(table.Waiting, table.Leased, table.Expired));

    private Task ExpireLeases()
    {
        int expired = table.Expire();
        instruments.LeasesExpired(this.GetPrimaryKeyString(), expired);
        if (expired > 0)
        {
            WakeWaiters();
        }

        return Task.CompletedTask;
    }

    private void WakeWaiters()
    {
        TaskCompletionSource arrived = workArrived;
        workArrived = New();
        arrived.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
