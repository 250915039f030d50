using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Training;

/// <summary>Runs that train together; all have the same measure settings.</summary>
/// <param name="Members">In the order of the ensemble's members.</param>
public sealed record CohortPlan(IReadOnlyList<RunPlan> Members)
{
    /// <summary>The key of the training grain: who trains together decides the last bits of the weights, so it is part of the name.</summary>
    public string Key => RunPlan.Hash(string.Join(' ', Members.Select(member => member.Key))) + RunPlan.Hash($"{Members.Count}");
}

/// <summary>Trains a cohort; the key is <see cref="CohortPlan.Key"/>. Durable owner of the training until every member has ended.</summary>
public interface ITrainingGrain : IGrainWithStringKey
{
    /// <summary>Takes up the plan and enqueues the training unless it has ended. Idempotent.</summary>
    Task Start(CohortPlan plan);

    /// <summary>Makes a lease the only one whose reports count.</summary>
    /// <returns>The plan, or null when there is nothing left to do.</returns>
    Task<CohortPlan?> Begin(Lease lease);

    /// <summary>Passes news on to the members' records, one for each member.</summary>
    /// <returns>Checkpoints of the cohort that wait to be measured; null when the lease no longer counts or all members were stopped, and the worker must stop.</returns>
    Task<int?> Report(Lease lease, IReadOnlyList<TrainingNews> news);

    /// <summary>Checkpoints of the cohort that wait to be measured.</summary>
    Task<int> Outstanding();

    /// <summary>Training has ended.</summary>
    Task Complete(Lease lease);

    /// <summary>Notes a failed attempt. After <see cref="Devices.Attempts.Limit"/> of them the members are given up.</summary>
    /// <returns>Whether to try again.</returns>
    Task<bool> Fail(Lease lease, string reason);
}
