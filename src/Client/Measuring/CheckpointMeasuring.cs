using GrokCluster.Client.Terminal;
using Grokking.Compression;
using Grokking.Runs;

namespace GrokCluster.Client.Measuring;

/// <summary>Reads a network, measures it as a sweep would, and writes the coarse-grained one if that was asked for.</summary>
internal static class CheckpointMeasuring
{
    /// <summary>Does all of it on the calling thread.</summary>
    /// <exception cref="BadInputException">Something that was given cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MeasureReport Run(MeasureRequest request, CancellationToken cancellation)
    {
        if (request.Save is { } target)
        {
            CoarseFile.Check(target, request.Path);
        }

        TensorSource source = TensorSource.Read(request.Path);
        using IMeasurable network = request.LossCommand is null ? TaskNetwork.Open(request, source) : ArbitraryNetwork.Open(request, source, cancellation);
        (string, long)? coded = CoarseFile.ReadCoded(source, network);
        (Measurement measurement, IReadOnlyList<byte[]> containers, _) = new CheckpointMeasurer(new Bzip2Coder()).MeasureAndKeep(network.Weights, network.Epoch, network.Scorer, request.Settings, network.Seed, cancellation);
        CoarseFiles? saved = null;
        if (request.Save is { } path)
        {
            double epsilon = request.SavedEpsilon ?? (network.TrainCount is null ? request.Settings.HeadlineEpsilon : measurement.BestEpsilon);
            int chosen = request.Settings.Epsilons.ToList().IndexOf(epsilon);
            saved = CoarseFile.Write(path, network, measurement.Epsilons[chosen], containers[chosen]);
        }

        return new(network.Description, network.Weights.Values.Length, network.TrainCount, measurement, coded, saved);
    }
}
