using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>What a setting leads to, after the phases of Liu et al. (2022), Towards understanding grokking.</summary>
public enum Phase
{
    /// <summary>Not even the training split is learnt.</summary>
    Confused,

    /// <summary>The training split is learnt, the test split is not.</summary>
    Memorised,

    /// <summary>Both are learnt.</summary>
    Grokked,

    /// <summary>The loss ceased to be a number.</summary>
    Diverged,
}

/// <summary>A cell of a phase diagram: what at least half of its seeds came to.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="GrokkingEpoch">The epoch by which at least half of the seeds had grokked; null unless they did.</param>
public readonly record struct PhaseCell(Phase Phase, int? GrokkingEpoch)
{
    /// <summary>
    /// The phase of runs that differ in the seed alone: the first of diverged, grokked and memorised that holds for at least half of them, else confused. Only
    /// runs that have ended count; null where none has.
    /// </summary>
    public static PhaseCell? Of(IEnumerable<RunRecord> runs)
    {
        List<RunRecord> ended = [.. runs.Where(run => run.State is RunState.Completed or RunState.Diverged)];
        if (ended.Count == 0)
        {
            return null;
        }

        if (ended.Count(run => run.State == RunState.Diverged) * 2 >= ended.Count)
        {
            return new PhaseCell(Phase.Diverged, null);
        }

        int? grokking = Milestone.Epoch(ended, summary => summary.GrokkingEpoch);
        Phase learnt = Milestone.Epoch(ended, summary => summary.MemorizationEpoch) is null ? Phase.Confused : Phase.Memorised;
        return new PhaseCell(grokking is null ? learnt : Phase.Grokked, grokking);
    }
}
