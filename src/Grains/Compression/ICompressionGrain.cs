using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Grains.Compression;

/// <summary>Measures one checkpoint; the key is <see cref="CheckpointName"/>. Soft state: the run grain owns what is not yet measured.</summary>
public interface ICompressionGrain : IGrainWithStringKey
{
    /// <summary>What to measure, or null when there is nothing left to do.</summary>
    Task<RunPlan?> Begin();

    /// <summary>Hands the measurement to the run's record.</summary>
    Task Complete(Measurement measurement);

    /// <summary>Notes a failed attempt. After <see cref="Devices.Attempts.Limit"/> of them the run is given up.</summary>
    /// <returns>Whether to try again.</returns>
    Task<bool> Fail(string reason);
}
