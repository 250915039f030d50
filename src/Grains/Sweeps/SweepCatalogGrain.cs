using GrokCluster.Grains.Telemetry;
using Orleans.Concurrency;

namespace GrokCluster.Grains.Sweeps;

/// <summary>All sweeps that were ever submitted. There is one, of key 0.</summary>
public interface ISweepCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>A sweep has been submitted or has ended.</summary>
    Task Put(SweepSummary sweep);

    /// <summary>All sweeps, the newest first; where they stood when they last told.</summary>
    [AlwaysInterleave]
    Task<IReadOnlyList<SweepSummary>> List();
}

/// <summary>The durable state of the catalogue: a line for each sweep.</summary>
public sealed class CatalogLog
{
    /// <summary>By id.</summary>
    public Dictionary<string, SweepSummary> Sweeps { get; set; } = [];
}

/// <inheritdoc cref="ISweepCatalogGrain"/>
public sealed class SweepCatalogGrain([PersistentState("catalog")] IPersistentState<CatalogLog> state, Instruments instruments) : Grain, ISweepCatalogGrain
{
    /// <inheritdoc/>
    public Task Put(SweepSummary sweep)
    {
        state.State.Sweeps[sweep.SweepId] = sweep;
        return instruments.Storage.Write(state, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SweepSummary>> List() =>
        Task.FromResult<IReadOnlyList<SweepSummary>>([.. state.State.Sweeps.Values.OrderByDescending(sweep => sweep.SubmittedAt)]);
}
