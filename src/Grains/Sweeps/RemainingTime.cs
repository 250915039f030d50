namespace GrokCluster.Grains.Sweeps;

/// <summary>Estimates the time left from the pace since a start.</summary>
/// <param name="clock">Tells the time.</param>
/// <param name="done">Part of the work done at the start, in [0, 1].</param>
public sealed class RemainingTime(TimeProvider clock, double done)
{
    private const double LeastProgress = 0.01;
    private readonly long start = clock.GetTimestamp();

    /// <summary>The time left, or null while less than a hundredth of the work was done since the start.</summary>
    /// <param name="now">Part of the work done by now.</param>
    public TimeSpan? Estimate(double now) => now - done < LeastProgress ? null : clock.GetElapsedTime(start) * ((1 - now) / (now - done));
}
