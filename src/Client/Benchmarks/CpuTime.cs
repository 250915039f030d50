using System.Diagnostics;

namespace GrokCluster.Client.Benchmarks;

/// <summary>What an action took: time of all cores together, garbage collection included, and time on the wall. Where cores are shared only the first tells what a form costs.</summary>
/// <param name="Cpu">CPU-seconds of this process.</param>
/// <param name="Wall">Seconds.</param>
public readonly record struct CpuTime(double Cpu, double Wall)
{
    /// <summary>Runs <paramref name="action"/>. Nothing else should happen in this process meanwhile.</summary>
    public static CpuTime Of(Action action)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        action();
        return new((Environment.CpuUsage.TotalTime - before).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
