namespace GrokCluster.Grains.Queues;

/// <summary>
/// One sweep's place in a queue. Its service is the slot-time that its leases have taken so far, divided by its priority; whoever has had the least is served next,
/// so that sweeps which compete get slot-time in proportion to their priorities, whatever the length of their work (start-time fair queueing).
/// </summary>
internal sealed class SweepShare
{
    private readonly Dictionary<WorkKind, LinkedList<LeaseEntry>> waiting = Enum.GetValues<WorkKind>().ToDictionary(kind => kind, _ => new LinkedList<LeaseEntry>());
    private double service;
    private double slotSeconds;
    private DateTimeOffset settledAt;

    /// <param name="claim">Whose place it is.</param>
    /// <param name="service">Where it begins: beside those that are there, so that a newcomer neither waits for their past nor has them wait for its own.</param>
    /// <param name="now">The time.</param>
    public SweepShare(Claim claim, double service, DateTimeOffset now) => (Claim, this.service, settledAt) = (claim, service, now);

    public Claim Claim { get; private set; }

    /// <summary>Leases held for the sweep.</summary>
    public int Running { get; private set; }

    public int Waiting => waiting.Values.Sum(list => list.Count);

    public bool IsIdle => Running == 0 && Waiting == 0;

    public double Service(DateTimeOffset now)
    {
        Settle(now);
        return service;
    }

    public ShareStatus Status(DateTimeOffset now)
    {
        Settle(now);
        return new(Claim.Sweep, Claim.Priority, Waiting, Running, slotSeconds);
    }

    public void Reprioritize(Claim claim, DateTimeOffset now)
    {
        Settle(now);
        Claim = claim;
    }

    public void Begin(DateTimeOffset now)
    {
        Settle(now);
        Running++;
    }

    public void End(DateTimeOffset now)
    {
        Settle(now);
        Running--;
    }

    public LinkedListNode<LeaseEntry> Add(LeaseEntry entry, bool atFront)
    {
        LinkedList<LeaseEntry> list = waiting[entry.Item.Name.Kind];
        return atFront ? list.AddFirst(entry) : list.AddLast(entry);
    }

    /// <summary>
    /// The oldest work of the first kind that has any for the worker; compression comes before training, so that few checkpoints lie about.
    /// </summary>
    public LeaseEntry? First(IReadOnlyList<WorkKind> kinds, Func<WorkItem, bool> suits)
    {
        foreach (WorkKind kind in kinds.Order())
        {
            if (waiting[kind].FirstOrDefault(entry => suits(entry.Item)) is { } first)
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>Work among the oldest that can share a device with the given one.</summary>
    public IEnumerable<LeaseEntry> Companions(WorkItem item, int lookAhead) =>
        item.Shape.Length == 0 ? [] : waiting[item.Name.Kind].Take(lookAhead).Where(entry => entry.Item.Shape == item.Shape && entry.Item.Name != item.Name);

    public IEnumerable<LeaseEntry> All() => waiting.Values.SelectMany(list => list);

    private void Settle(DateTimeOffset now)
    {
        double seconds = Running * (now - settledAt).TotalSeconds;
        slotSeconds += seconds;
        service += seconds / Claim.Priority;
        settledAt = now;
    }
}

/// <summary>A piece of work in the table: waiting in the shares of those who want it, or leased.</summary>
internal sealed class LeaseEntry(WorkItem item)
{
    public WorkItem Item { get; set; } = item;

    /// <summary>The sweeps that want it.</summary>
    public List<Claim> Claims { get; } = [];

    /// <summary>Its places while it waits, one for each claim.</summary>
    public List<LinkedListNode<LeaseEntry>> Places { get; } = [];

    /// <summary>Who does it; null while it waits.</summary>
    public Guid? LeaseId { get; set; }

    /// <summary>It was enqueued while it was being done: what is done may not be all, so its owner is asked once more afterwards.</summary>
    public bool Again { get; set; }
}
