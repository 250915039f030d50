using Grokking.Checkpoints;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Training;

namespace GrokCluster.Client.Benchmarks;

/// <summary>A network at one moment of a run.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Weights">θ.</param>
public sealed record BenchmarkCheckpoint(int Epoch, Weights Weights);

/// <summary>The checkpoints that a benchmark coarse-grains: trained here, or read from files that were trained once.</summary>
public static class BenchmarkCheckpoints
{
    /// <summary>Trains a run to the last of <paramref name="epochs"/>.</summary>
    public static IReadOnlyList<BenchmarkCheckpoint> Train(RunSpecification run, IReadOnlyCollection<int> epochs, CancellationToken cancellation)
    {
        List<BenchmarkCheckpoint> taken = [];
        using CohortTrainer trainer = new([run]);
        while (trainer.Epoch < epochs.Max())
        {
            cancellation.ThrowIfCancellationRequested();
            trainer.TrainEpoch();
            if (epochs.Contains(trainer.Epoch))
            {
                taken.Add(new(trainer.Epoch, trainer.WeightsOf(0)));
            }
        }

        return taken;
    }

    /// <summary>Where <see cref="Read"/> looks for an epoch's checkpoint.</summary>
    public static string PathOf(string directory, int epoch) => Path.Combine(directory, FormattableString.Invariant($"epoch-{epoch}.safetensors"));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or no checkpoint of this run.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static IReadOnlyList<BenchmarkCheckpoint> Read(string directory, RunSpecification run, IReadOnlyCollection<int> epochs)
    {
        ParameterLayout layout = Networks.Create(run.Architecture, run.Modulus).Layout;
        return [.. epochs.Select(epoch => new BenchmarkCheckpoint(epoch, CheckpointFile.Read(File.ReadAllBytes(PathOf(directory, epoch)), layout, RunId.Canonical(run), epoch)))];
    }

    /// <summary>Keeps checkpoints for another time.</summary>
    public static void Write(string directory, RunSpecification run, IEnumerable<BenchmarkCheckpoint> checkpoints)
    {
        Directory.CreateDirectory(directory);
        foreach (BenchmarkCheckpoint each in checkpoints)
        {
            File.WriteAllBytes(PathOf(directory, each.Epoch), CheckpointFile.Write(each.Weights, RunId.Canonical(run), each.Epoch));
        }
    }
}
