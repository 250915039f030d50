using System.Collections.Concurrent;
using Grokking.Devices;
using Grokking.Runs;

namespace Grokking.Training;

/// <summary>How many runs each device trains together, measured when a kind of run first comes to it and then remembered as long as the process lives.</summary>
/// <param name="trial">Measures a size: how many members of a run on a device; null if they do not fit.</param>
public sealed class CohortSizes(Func<RunSpecification, ComputeDevice, int, CohortTrial?> trial)
{
    /// <summary>More are not tried: what a GPU gains from width it has gained by then.</summary>
    public const int Most = 256;

    private readonly ConcurrentDictionary<(string Device, string Shape), int> sizes = [];

    /// <summary>With real trainings as trials.</summary>
    public CohortSizes()
        : this(CohortMeasurement.Measure)
    {
    }

    /// <summary>The largest size that any kind of run has on a device; null before the first.</summary>
    public int? Largest(string device) => sizes.Where(each => each.Key.Device == device).Select(each => (int?)each.Value).Max();

    /// <summary>How many runs of a kind a device trains together; computes where nobody has asked before.</summary>
    /// <exception cref="DeviceMemoryExhaustedException">Not even one fits.</exception>
    public int Of(RunSpecification run, ComputeDevice device) => device.Together
        ? sizes.GetOrAdd((device.Name, Cohorts.Key(run)), _ =>
            CohortSizer.Choose(Most, device.MemoryLimit, members => trial(run, device, members)) is [.., var last] ? last.Members : throw new DeviceMemoryExhaustedException(1, null))
        : 1;

    /// <summary>Notes that a cohort had to be split: as many as still fitted are the size from now on.</summary>
    public void Lower(RunSpecification run, ComputeDevice device, int members) =>
        sizes.AddOrUpdate((device.Name, Cohorts.Key(run)), members, (_, known) => Math.Min(known, members));
}
