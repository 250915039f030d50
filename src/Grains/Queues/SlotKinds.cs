namespace GrokCluster.Grains.Queues;

/// <summary>
/// The numerics fingerprints that the slots of a queue have. Soft state, as the queue itself: a slot is known by its asking for work
/// and by its heartbeats, and forgotten when it leaves or is silent.
/// </summary>
/// <param name="clock">Tells the time.</param>
/// <param name="term">How long a silent slot counts as there; longer than any waits between two questions.</param>
internal sealed class SlotKinds(TimeProvider clock, TimeSpan term)
{
    private readonly Dictionary<string, (string Numerics, DateTimeOffset At)> slots = [];
    private readonly DateTimeOffset since = clock.GetUtcNow();

    // A queue that has just come back knows nobody; by then every slot that holds a lease has sent a heartbeat, and every other one
    // has asked again.
    private TimeSpan Acquaintance => term / 3;

    /// <summary>A slot is there.</summary>
    /// <param name="slot">Its name.</param>
    /// <param name="numerics">Its fingerprint; null where it trains nothing from this queue, and then it does not count.</param>
    public void Seen(string slot, string? numerics)
    {
        if (numerics is not null)
        {
            slots[slot] = (numerics, clock.GetUtcNow());
        }
    }

    /// <summary>A slot is gone.</summary>
    public void Left(string slot) => slots.Remove(slot);

    /// <summary>Whether a slot of this kind is there, or may be and was not heard of yet.</summary>
    public bool MayHave(string numerics)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return now - since < Acquaintance || slots.Values.Any(each => each.Numerics == numerics && now - each.At <= term);
    }

    /// <summary>Keeps only those that were heard of lately.</summary>
    public void ForgetTheSilent()
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (string silent in slots.Where(each => now - each.Value.At > term).Select(each => each.Key).ToList())
        {
            slots.Remove(silent);
        }
    }
}
