namespace GrokCluster.Grains.Queues;

/// <summary>
/// The bookkeeping of a queue: what waits for whom, what is leased until when. Single-threaded and without I/O, so that it can be tested
/// without a cluster.
/// Work that several sweeps want waits in the share of each and is done once, for whichever comes to its turn first.
/// </summary>
/// <param name="clock">Tells the time.</param>
/// <param name="term">How long a lease lives without a heartbeat.</param>
public sealed class LeaseTable(TimeProvider clock, TimeSpan term)
{
    // Companions of a cohort are looked for among so many times its capacity; beyond, a smaller cohort is cheaper than the search.
    private const int LookAhead = 4;

    private readonly Dictionary<WorkName, LeaseEntry> entries = [];
    private readonly Dictionary<string, int> piecesOfRun = [];
    private readonly Dictionary<string, SweepShare> shares = [];
    private readonly SlotKinds kinds = new(clock, term);
    private readonly int[] waiting = new int[Enum.GetValues<WorkKind>().Length];
    private readonly Dictionary<Guid, (Lease Lease, SweepShare Share, DateTimeOffset Until)> leased = [];

    /// <summary>Pieces of work that nobody holds.</summary>
    public int Waiting => waiting.Sum();

    /// <summary>Pieces of work being done.</summary>
    public int Leased => entries.Count - Waiting;

    /// <summary>Leases that have run out.</summary>
    public long Expired { get; private set; }

    /// <summary>Those who compete now, in the order in which they came.</summary>
    public IReadOnlyList<ShareStatus> Shares => [.. shares.Values.Select(share => share.Status(Now))];

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>
    /// Adds work at the end. What waits already waits for this sweep too; what is leased is looked at once more when it is done.
    /// </summary>
    /// <returns>Whether it was added.</returns>
    public bool Enqueue(Claim claim, WorkItem item)
    {
        bool isNew = !entries.TryGetValue(item.Name, out LeaseEntry? entry);
        entry ??= AddEntry(item);
        entry.Item = item;
        entry.Again = entry.LeaseId is not null;
        if (entry.Claims.All(each => each.Sweep != claim.Sweep))
        {
            entry.Claims.Add(claim);
            if (entry.LeaseId is null)
            {
                entry.Places.Add(ShareOf(claim).Add(entry, atFront: false));
            }
        }

        return isNew;
    }

    /// <summary>
    /// Changes the priority of a sweep that is here. Nothing else does: claims that come with work may be older than the last change.
    /// </summary>
    public void Reprioritize(Claim claim)
    {
        if (shares.TryGetValue(claim.Sweep, out SweepShare? share))
        {
            share.Reprioritize(claim, Now);
        }
    }

    /// <summary>
    /// Leases work to a worker: the oldest of the sweep that has had the least of its share, and with it as many runs of its shape as the
    /// worker trains at once.
    /// </summary>
    public Lease? Take(WorkRequest request)
    {
        DateTimeOffset now = Now;
        kinds.Seen(request.Worker, request.Numerics);
        (LeaseEntry Entry, SweepShare Share)? next = null;
        (double, double) least = default;
        foreach (SweepShare share in shares.Values)
        {
            // At one moment nobody has had anything yet; then who has fewer slots for its priority comes first.
            (double, double) had = (share.Service(now), (double)share.Running / share.Claim.Priority);
            if ((next is null || had.CompareTo(least) < 0) && share.First(request.Kinds, Suits) is { } entry)
            {
                (next, least) = ((entry, share), had);
            }
        }

        if (next is not { } chosen)
        {
            return null;
        }

        IEnumerable<LeaseEntry> companions = chosen.Share.Companions(chosen.Entry.Item, LookAhead * request.Capacity);
        LeaseEntry[] cohort = [chosen.Entry, .. companions.Where(entry => Suits(entry.Item)).Take(request.Capacity - 1)];
        Lease lease = new(Guid.NewGuid(), [.. cohort.Select(entry => entry.Item)], request.Worker, chosen.Share.Claim, request.Numerics);
        chosen.Share.Begin(now);
        Array.ForEach(cohort, entry => Hold(entry, lease.Id));
        leased.Add(lease.Id, (lease, chosen.Share, now + term));
        return lease;

        // What was begun goes on where it ends in the same bytes, as long as there is such a slot, if only a busy one.
        bool Suits(WorkItem item) => item.Numerics is null || item.Numerics == request.Numerics || !kinds.MayHave(item.Numerics);
    }

    /// <summary>Prolongs a lease, or takes over one that this table has never seen, as after the loss of the queue's silo.</summary>
    /// <returns>False when some of the work is someone else's by now.</returns>
    public bool Prolong(Lease lease)
    {
        DateTimeOffset now = Now;
        kinds.Seen(lease.Worker, lease.Numerics);
        if (leased.TryGetValue(lease.Id, out var held))
        {
            leased[lease.Id] = held with { Until = now + term };
            return true;
        }

        if (lease.Items.Any(item => entries.TryGetValue(item.Name, out LeaseEntry? entry) && entry.LeaseId is not null))
        {
            return false;
        }

        SweepShare share = ShareOf(lease.Claim);
        share.Begin(now);
        foreach (WorkItem item in lease.Items)
        {
            bool waits = entries.TryGetValue(item.Name, out LeaseEntry? entry);
            if (entry is null)
            {
                entry = AddEntry(item);
                entry.Claims.Add(lease.Claim);
            }

            Hold(entry, lease.Id);
            entry.Again = waits;
        }

        leased.Add(lease.Id, (lease, share, now + term));
        return true;
    }

    /// <summary>Ends a lease; one that is no longer held is ignored.</summary>
    /// <returns>Whether it was held.</returns>
    public bool End(Guid lease) => End(lease, entry => entry.Again, atFront: false);

    /// <summary>Ends a lease and puts its work at the front.</summary>
    /// <returns>Whether it was held.</returns>
    public bool Return(Guid lease) => End(lease, _ => true, atFront: true);

    /// <summary>Puts the work of leases that have run out at the front.</summary>
    /// <returns>How many.</returns>
    public int Expire()
    {
        DateTimeOffset now = Now;
        List<Guid> lapsed = [.. leased.Values.Where(held => held.Until < now).Select(held => held.Lease.Id)];
        lapsed.ForEach(lease => Return(lease));
        Expired += lapsed.Count;
        kinds.ForgetTheSilent();
        return lapsed.Count;
    }

    /// <summary>A worker begins: what one of its name held is put at the front, and is left to its kind.</summary>
    /// <param name="worker">Its name.</param>
    /// <param name="numerics">Its numerics fingerprint; null where it trains nothing.</param>
    public void Arrive(string worker, string? numerics)
    {
        kinds.Seen(worker, numerics);
        ReturnAllOf(worker);
    }

    /// <summary>A worker is gone: its work is put at the front.</summary>
    public void Leave(string worker)
    {
        kinds.Left(worker);
        ReturnAllOf(worker);
    }

    /// <summary>Takes a sweep's claims away; work that nobody else wants no longer waits.</summary>
    public void Withdraw(string sweep)
    {
        foreach (LeaseEntry entry in entries.Values.Where(entry => entry.Claims.Any(claim => claim.Sweep == sweep)).ToList())
        {
            int index = entry.Claims.FindIndex(claim => claim.Sweep == sweep);
            entry.Claims.RemoveAt(index);
            if (entry.LeaseId is null)
            {
                entry.Places[index].List!.Remove(entry.Places[index]);
                entry.Places.RemoveAt(index);
                if (entry.Claims.Count == 0)
                {
                    waiting[(int)entry.Item.Name.Kind]--;
                    RemoveEntry(entry);
                }
            }
        }

        RemoveIfIdle(sweep);
    }

    /// <summary>Pieces of work of one kind that nobody holds; may be asked from any thread.</summary>
    public int WaitingOf(WorkKind kind) => waiting[(int)kind];

    /// <summary>Whether any work of a run waits or is leased.</summary>
    public bool Knows(string run) => piecesOfRun.ContainsKey(run);

    private void ReturnAllOf(string worker)
    {
        List<Guid> theirs = [.. leased.Values.Where(held => held.Lease.Worker == worker).Select(held => held.Lease.Id)];
        theirs.ForEach(lease => Return(lease));
    }

    private bool End(Guid lease, Func<LeaseEntry, bool> again, bool atFront)
    {
        if (!leased.Remove(lease, out var held))
        {
            return false;
        }

        held.Share.End(Now);

        // From the last on, so that a cohort put back at the front keeps its order.
        foreach (WorkItem item in held.Lease.Items.Reverse())
        {
            LeaseEntry entry = entries[item.Name];
            entry.LeaseId = null;
            if (again(entry) && entry.Claims.Count > 0)
            {
                if (item.Name.Kind == WorkKind.Training)
                {
                    entry.Item = entry.Item with { Numerics = held.Lease.Numerics ?? entry.Item.Numerics };
                }

                waiting[(int)item.Name.Kind]++;
                entry.Places.AddRange(entry.Claims.Select(claim => ShareOf(claim).Add(entry, atFront)));
            }
            else
            {
                RemoveEntry(entry);
            }
        }

        RemoveIfIdle(held.Share.Claim.Sweep);
        return true;
    }

    private void Hold(LeaseEntry entry, Guid lease)
    {
        (entry.LeaseId, entry.Again) = (lease, false);
        waiting[(int)entry.Item.Name.Kind]--;
        entry.Places.ForEach(place => place.List!.Remove(place));
        entry.Places.Clear();
        entry.Claims.ForEach(claim => RemoveIfIdle(claim.Sweep));
    }

    private LeaseEntry AddEntry(WorkItem item)
    {
        LeaseEntry entry = new(item);
        entries.Add(item.Name, entry);
        waiting[(int)item.Name.Kind]++;
        piecesOfRun[item.Name.Run] = piecesOfRun.GetValueOrDefault(item.Name.Run) + 1;
        return entry;
    }

    private void RemoveEntry(LeaseEntry entry)
    {
        entries.Remove(entry.Item.Name);
        if (--piecesOfRun[entry.Item.Name.Run] == 0)
        {
            piecesOfRun.Remove(entry.Item.Name.Run);
        }
    }

    // A newcomer begins beside those that are there: it neither waits for their past nor has them wait for its own.
    private SweepShare ShareOf(Claim claim)
    {
        if (!shares.TryGetValue(claim.Sweep, out SweepShare? share))
        {
            DateTimeOffset now = Now;
            share = new SweepShare(claim, shares.Count == 0 ? 0 : shares.Values.Min(each => each.Service(now)), now);
            shares.Add(claim.Sweep, share);
        }

        return share;
    }

    private void RemoveIfIdle(string sweep)
    {
        if (shares.TryGetValue(sweep, out SweepShare? share) && share.IsIdle)
        {
            shares.Remove(sweep);
        }
    }
}
