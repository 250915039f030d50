using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Grains.Compression;

/// <inheritdoc cref="ICompressionGrain"/>
public sealed class CompressionGrain : Grain, ICompressionGrain
{
    private int failures;

    private IRunGrain Run => GrainFactory.GetGrain<IRunGrain>(CheckpointName.Parse(this.GetPrimaryKeyString()).RunKey);

    private int Epoch => CheckpointName.Parse(this.GetPrimaryKeyString()).Epoch;

    /// <inheritdoc/>
    public async Task<RunPlan?> Begin() => (await Run.Outstanding()).Contains(Epoch) ? await Run.Plan() : null;

    /// <inheritdoc/>
    public async Task Complete(Measurement measurement)
    {
        await Run.Measured(measurement);
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public async Task<bool> Fail(string reason)
    {
        failures++;
        if (failures < Attempts.Limit)
        {
            return true;
        }

        await Run.Fail($"Measuring the checkpoint of epoch {Epoch} failed {failures} times: {reason}");
        return false;
    }
}
