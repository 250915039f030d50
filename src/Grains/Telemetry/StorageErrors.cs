using System.Diagnostics.Metrics;
using Orleans.Storage;

namespace GrokCluster.Grains.Telemetry;

/// <summary>Counts errors of what keeps states and checkpoints. Shown from the start, as 0, so that the first error is an increase.</summary>
public sealed class StorageErrors
{
    private long states;
    private long checkpoints;

    internal StorageErrors(Meter meter) => meter.CreateObservableCounter(
        "grok.storage.errors",
        () => new Measurement<long>[] { Of("state", Interlocked.Read(ref states)), Of("checkpoints", Interlocked.Read(ref checkpoints)) },
        "{error}",
        "Times that the storage of states or that of checkpoints has failed a read or a write, or did not answer.");

    /// <summary>Writes a grain's state. What could not be written is in memory alone, so that the grain has to go: its next call reads what was.</summary>
    /// <param name="state">The state.</param>
    /// <param name="deactivate">Has the grain go.</param>
    public async Task Write<T>(IPersistentState<T> state, Action deactivate)
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception fault)
        {
            StateFailed(fault);
            deactivate();
            throw;
        }
    }

    /// <summary>A state could not be written, or its storage does not answer. That another activation was faster is no error of the storage.</summary>
    public void StateFailed(Exception fault)
    {
        if (fault is not InconsistentStateException)
        {
            Interlocked.Increment(ref states);
        }
    }

    /// <summary>A checkpoint could not be written or read.</summary>
    public void CheckpointsFailed() => Interlocked.Increment(ref checkpoints);

    private static Measurement<long> Of(string storage, long count) => new(count, new KeyValuePair<string, object?>("storage", storage));
}
