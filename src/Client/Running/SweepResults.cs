using System.Runtime.CompilerServices;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Running;

/// <summary>Reads the records of a sweep from its runs, in the sweep's order; some at a time, so that a large sweep needs no more memory than a small one.</summary>
public static class SweepResults
{
    private const int AtOnce = 16;

    /// <summary>The records of all runs that anything is known of.</summary>
    /// <param name="grains">Calls grains.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="state">Where it stands: runs of a cancelled sweep that are not done are cancelled.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async IAsyncEnumerable<RunRecord> Read(IGrainFactory grains, SweepSpecification sweep, SweepState state, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Queue<Task<RunRecord?>> reading = [];
        foreach (RunPlan plan in SweepExpansion.Plans(sweep))
        {
            reading.Enqueue(grains.GetGrain<IRunGrain>(Grokking.Runs.RunId.Of(plan.Run)).Read(plan));
            if (reading.Count == AtOnce && await Next() is { } record)
            {
                yield return record;
            }
        }

        while (reading.Count > 0)
        {
            if (await Next() is { } record)
            {
                yield return record;
            }
        }

        async Task<RunRecord?> Next()
        {
            RunRecord? record = await reading.Dequeue().WaitAsync(cancellation);
            return record is { State: RunState.Waiting or RunState.Running } && state == SweepState.Cancelled ? record with { State = RunState.Cancelled } : record;
        }
    }
}
