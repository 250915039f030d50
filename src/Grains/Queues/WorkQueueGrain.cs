using GrokCluster.Grains.Telemetry;

namespace GrokCluster.Grains.Queues;

/// <inheritdoc cref="IWorkQueueGrain"/>
/// <remarks>Calls interleave at their awaits only, which stand outside the bookkeeping: each change of <see cref="LeaseTable"/> is one turn.</remarks>
[KeepAlive]
public sealed class WorkQueueGrain(TimeProvider clock, Instruments instruments) : Grain, IWorkQueueGrain
{
    /// <summary>How long a lease lives without a heartbeat; workers send one every sixth of it.</summary>
    public static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(30);

    private readonly LeaseTable table = new(clock, LeaseTerm);
    private readonly LinkedList<(WorkRequest Request, TaskCompletionSource<Lease> Answer)> waiters = [];

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ExpireLeases, LeaseTerm / 6, LeaseTerm / 6);
        instruments.Queues.Show(this, this.GetPrimaryKeyString(), () => table.WaitingOf(WorkKind.Training), () => table.WaitingOf(WorkKind.Compression));

        // Shown before the first one runs out, which is an increase only then.
        instruments.LeasesExpired(this.GetPrimaryKeyString(), 0);
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Queues.Forget(this);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public Task Enqueue(Claim claim, IReadOnlyList<WorkItem> items)
    {
        foreach (WorkItem item in items)
        {
            table.Enqueue(claim, item);
        }

        return Serve();
    }

    /// <inheritdoc/>
    public async Task<Lease?> Pull(WorkRequest request, CancellationToken cancellation = default)
    {
        if (table.Take(request) is { } ready)
        {
            return ready;
        }

        if (request.Patience <= TimeSpan.Zero || cancellation.IsCancellationRequested)
        {
            return null;
        }

        // Work is handed to the waiter that has waited longest. To wake them all would be a stampede: a large cluster has thousands.
        TaskCompletionSource<Lease> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<(WorkRequest, TaskCompletionSource<Lease>)> place = waiters.AddLast((request, answer));
        try
        {
            return await answer.Task.WaitAsync(request.Patience, clock, cancellation);
        }
        catch (Exception end) when (end is TimeoutException or OperationCanceledException)
        {
            // Work may have been handed over between the end of the patience and this turn.
            place.List?.Remove(place);
            return answer.Task.IsCompletedSuccessfully ? await answer.Task : null;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> Heartbeat(IReadOnlyList<Lease> leases) =>
        Task.FromResult<IReadOnlyList<Guid>>([.. leases.Where(lease => !table.Prolong(lease)).Select(lease => lease.Id)]);

    /// <inheritdoc/>
    public Task Complete(Guid lease)
    {
        table.End(lease);
        return Serve();
    }

    /// <inheritdoc/>
    public Task Release(Guid lease)
    {
        table.Return(lease);
        return Serve();
    }

    /// <inheritdoc/>
    public Task Arrive(string worker, string? numerics)
    {
        table.Arrive(worker, numerics);
        return Serve();
    }

    /// <inheritdoc/>
    public Task Leave(string worker)
    {
        table.Leave(worker);
        return Serve();
    }

    /// <inheritdoc/>
    public Task Reprioritize(Claim claim)
    {
        table.Reprioritize(claim);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Withdraw(string sweep)
    {
        table.Withdraw(sweep);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Unknown(IReadOnlyList<string> runs) => Task.FromResult<IReadOnlyList<string>>([.. runs.Where(run => !table.Knows(run))]);

    /// <inheritdoc/>
    public Task<QueueStatus> Status() => Task.FromResult(new QueueStatus(table.Waiting, table.Leased, table.Expired, table.Shares));

    private Task ExpireLeases()
    {
        int expired = table.Expire();
        instruments.LeasesExpired(this.GetPrimaryKeyString(), expired);
        return Serve();
    }

    private Task Serve()
    {
        for (LinkedListNode<(WorkRequest Request, TaskCompletionSource<Lease> Answer)>? next, waiter = waiters.First; waiter is not null && table.Waiting > 0; waiter = next)
        {
            next = waiter.Next;
            if (table.Take(waiter.Value.Request) is { } lease)
            {
                waiters.Remove(waiter);
                waiter.Value.Answer.SetResult(lease);
            }
        }

        return Task.CompletedTask;
    }
}
