using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using TorchSharp;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Memory of the process at one moment of a training.</summary>
/// <param name="Update">Updates so far.</param>
/// <param name="ResidentBytes">Native and managed together, as the system counts.</param>
/// <param name="ManagedBytes">Live managed objects.</param>
public sealed record MemorySample(int Update, long ResidentBytes, long ManagedBytes);

/// <summary>Figures of a long training.</summary>
/// <param name="Samples">Memory along the way.</param>
/// <param name="BytesPerMember">What one more member of a cohort adds: weights, both moments and equations.</param>
public sealed record TrainingMemoryFigures(IReadOnlyList<MemorySample> Samples, long BytesPerMember);

/// <summary>Follows memory through a long training: it may not grow.</summary>
public static class TrainingMemory
{
    private const int Samples = 20;
    private const int Members = 16;

    /// <summary>Trains one run of add, ours.</summary>
    /// <param name="updates">How many updates.</param>
    /// <param name="cancellation">Observed between epochs.</param>
    public static TrainingMemoryFigures Measure(int updates, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        FreedMemory.Keep();
        List<MemorySample> samples = [];
        using (CohortTrainer trainer = new([Paper.Run(Operation.Add, Method.Ours, 1, epochs: 1_000_000)]))
        {
            int step = Math.Max(1, updates / Samples);
            for (int done = 0; done < updates;)
            {
                cancellation.ThrowIfCancellationRequested();
                trainer.TrainEpoch();
                done += trainer.UpdatesPerEpoch;
                if (done / step > samples.Count)
                {
                    samples.Add(Sample(done));
                }
            }
        }

        long before = Sample(0).ResidentBytes;
        using CohortTrainer many = new([.. Enumerable.Range(1, Members).Select(seed => Paper.Run(Operation.Add, Method.Ours, (ulong)seed, epochs: 1_000_000))]);
        many.TrainEpoch();
        return new(samples, (Sample(0).ResidentBytes - before) / Members);
    }

    private static MemorySample Sample(int update)
    {
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        return new(update, Machine.ResidentBytes(), managed);
    }
}
