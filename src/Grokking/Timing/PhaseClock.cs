using System.Diagnostics;

namespace Grokking.Timing;

/// <summary>Where the time of a loop goes: adds up what passes between two laps under the name of the phase that ends. Not thread-safe; one clock a thread.</summary>
public sealed class PhaseClock
{
    private readonly Dictionary<string, long> ticks = [];
    private long last = Stopwatch.GetTimestamp();

    /// <summary>Time of each phase so far, seconds, in the order in which they first ended.</summary>
    public IReadOnlyDictionary<string, double> Seconds => ticks.ToDictionary(each => each.Key, each => each.Value / (double)Stopwatch.Frequency);

    /// <summary>Begins a phase here; what passed since the last lap belongs to none.</summary>
    public void Start() => last = Stopwatch.GetTimestamp();

    /// <summary>Ends a phase and begins the next.</summary>
    public void Lap(string phase)
    {
        long now = Stopwatch.GetTimestamp();
        ticks[phase] = ticks.GetValueOrDefault(phase) + (now - last);
        last = now;
    }

    /// <summary>Forgets everything, as after warming up.</summary>
    public void Reset()
    {
        ticks.Clear();
        Start();
    }
}
