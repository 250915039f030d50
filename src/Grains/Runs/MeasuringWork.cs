using GrokCluster.Grains.Queues;
using Grokking.Runs;

namespace GrokCluster.Grains.Runs;

/// <summary>A stored checkpoint that waits to be measured by one effort.</summary>
/// <param name="Demand">One of the demands that want it.</param>
/// <param name="Effort">What it is to be measured by (<see cref="RunPlan.Efforts"/>).</param>
/// <param name="Coder">The effort's coder.</param>
/// <param name="Epoch">The checkpoint's.</param>
public sealed record MeasuringWork(OpenDemand Demand, string Effort, CoderKind Coder, int Epoch)
{
    private const char Joint = '+';

    /// <summary>Puts work together that one slot does at once: coders beside bzip2 share much of what they compute of a checkpoint.</summary>
    /// <param name="run">The run's key.</param>
    /// <param name="waiting">What waits.</param>
    /// <returns>Items for the queue, by the sweep that wants them.</returns>
    public static IEnumerable<(Claim Claim, WorkItem[] Items)> Items(string run, IEnumerable<MeasuringWork> waiting) =>
        from work in waiting
        group work by work.Demand.For.Claim into claim
        select (claim.Key, (from work in claim
                            group work.Effort by (work.Epoch, IsPublished: work.Coder == CoderKind.Bzip2) into item
                            select new WorkItem(new(WorkKind.Compression, run, CheckpointPart.Of(string.Join(Joint, item), item.Key.Epoch)), "")).ToArray());

    /// <summary>Whether a part of <see cref="Items"/> names this work.</summary>
    public bool IsOf(string part)
    {
        (string efforts, int epoch) = CheckpointPart.Parse(part);
        return epoch == Epoch && efforts.Split(Joint).Contains(Effort);
    }
}
