namespace GrokCluster.Grains.Queues;

/// <summary>The bookkeeping of a queue: what waits, what is leased until when. Pure and single-threaded, so that it can be tested without a cluster.</summary>
/// <param name="clock">Tells the time.</param>
/// <param name="term">How long a lease lives without a heartbeat.</param>
public sealed class LeaseTable(TimeProvider clock, TimeSpan term)
{
    private readonly Dictionary<WorkKind, LinkedList<WorkItem>> waiting = Enum.GetValues<WorkKind>().ToDictionary(kind => kind, _ => new LinkedList<WorkItem>());
    private readonly HashSet<WorkItem> isWaiting = [];
    private readonly Dictionary<WorkItem, (Lease Lease, DateTimeOffset Until)> leased = [];

    /// <summary>Pieces of work that nobody holds.</summary>
    public int Waiting => isWaiting.Count;

    /// <summary>Pieces of work being done.</summary>
    public int Leased => leased.Count;

    /// <summary>Leases that have run out.</summary>
    public long Expired { get; private set; }

    /// <summary>Adds work at the end, unless it waits or is leased.</summary>
    /// <returns>Whether it was added.</returns>
    public bool Enqueue(WorkItem item)
    {
        bool isNew = !leased.ContainsKey(item) && isWaiting.Add(item);
        if (isNew)
        {
            waiting[item.Kind].AddLast(item);
        }

        return isNew;
    }

    /// <summary>Leases the oldest work of the first kind that has any; kinds are tried in the order of their declaration.</summary>
    public Lease? Take(string worker, IReadOnlyList<WorkKind> kinds)
    {
        foreach (WorkKind kind in kinds.Order())
        {
            if (waiting[kind].First is { } first)
            {
                waiting[kind].RemoveFirst();
                isWaiting.Remove(first.Value);
                Lease lease = new(Guid.NewGuid(), first.Value, worker);
                leased[first.Value] = (lease, clock.GetUtcNow() + term);
                return lease;
            }
        }

        return null;
    }

    /// <summary>Prolongs a lease, or takes over one that this table has never seen, as after the loss of the queue's silo.</summary>
    /// <returns>False when the work is someone else's by now.</returns>
    public bool Prolong(Lease lease)
    {
        if (leased.TryGetValue(lease.Item, out (Lease Lease, DateTimeOffset Until) held) && held.Lease.Id != lease.Id)
        {
            return false;
        }

        if (isWaiting.Remove(lease.Item))
        {
            waiting[lease.Item.Kind].Remove(lease.Item);
        }

        leased[lease.Item] = (lease, clock.GetUtcNow() + term);
        return true;
    }

    /// <summary>Ends a lease; one that is no longer held is ignored.</summary>
    /// <returns>Whether it was held.</returns>
    public bool End(Lease lease) => leased.TryGetValue(lease.Item, out (Lease Lease, DateTimeOffset Until) held) && held.Lease.Id == lease.Id && leased.Remove(lease.Item);

    /// <summary>Ends a lease and puts its work at the front.</summary>
    public void Return(Lease lease)
    {
        if (End(lease) && isWaiting.Add(lease.Item))
        {
            waiting[lease.Item.Kind].AddFirst(lease.Item);
        }
    }

    /// <summary>Puts the work of leases that have run out at the front.</summary>
    /// <returns>How many.</returns>
    public int Expire()
    {
        DateTimeOffset now = clock.GetUtcNow();
        List<Lease> lapsed = [.. leased.Values.Where(held => held.Until < now).Select(held => held.Lease)];
        lapsed.ForEach(Return);
        Expired += lapsed.Count;
        return lapsed.Count;
    }
}
