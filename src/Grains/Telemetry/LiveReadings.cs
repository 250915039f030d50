using System.Collections.Concurrent;

namespace GrokCluster.Grains.Telemetry;

/// <summary>
/// What grains that live on this silo say of themselves, for gauges that are read when someone asks. An owner that goes takes its reading with it: no silo goes on reporting what another one has taken
/// over, and what is shown after a restart is what the owner then knows.
/// </summary>
/// <typeparam name="T">A reading, which does not change once it is set.</typeparam>
public sealed class LiveReadings<T>
    where T : class
{
    private readonly ConcurrentDictionary<object, T> readings = new(ReferenceEqualityComparer.Instance);

    /// <summary>All that is known now.</summary>
    public IEnumerable<T> All => readings.Select(each => each.Value);

    /// <summary>The owner's latest.</summary>
    public void Set(object owner, T reading) => readings[owner] = reading;

    /// <summary>The owner has gone, or has nothing more to say.</summary>
    public void Remove(object owner) => readings.TryRemove(owner, out _);
}
