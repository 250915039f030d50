using GrokCluster.Client.Terminal;
using Grokking.Coders;
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
        CheckSave(request);
        using IMeasurable network = Open(request, cancellation, out TensorSource source);
        (string, long)? coded = CoarseFile.ReadCoded(source, network);
        (Measurement measurement, IReadOnlyList<byte[]> containers, _) = new CheckpointMeasurer(new Bzip2Coder()).MeasureAndKeep(network.Weights, network.Epoch, network.Scorer, request.Settings, network.Seed, cancellation);
        Dictionary<CoderKind, IReadOnlyList<CodedNetwork>> codes = Code(network, request.Settings, cancellation);
        CodedSize[] sizes = [.. request.Settings.MoreCoders.SelectMany(coder => codes[coder]).Select(each => CoderMeasurer.Describe(each, network.TrainCount ?? 1))];
        return new(network.Description, network.Weights.Values.Length, network.TrainCount, measurement with { Coded = sizes }, coded, Save(request, network, measurement, containers, codes));
    }

    /// <summary>Reads a network.</summary>
    /// <exception cref="BadInputException">Something that was given cannot be used.</exception>
    public static IMeasurable Open(MeasureRequest request, CancellationToken cancellation, out TensorSource source)
    {
        source = TensorSource.Read(request.Path);
        return request.LossCommand is null ? TaskNetwork.Open(request, source) : ArbitraryNetwork.Open(request, source, cancellation);
    }

    /// <summary>The containers of all coders beside bzip2.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Dictionary<CoderKind, IReadOnlyList<CodedNetwork>> Code(IMeasurable network, MeasureSettings settings, CancellationToken cancellation) => settings.MoreCoders.Count == 0 ? [] :
        settings.MoreCoders.Zip(CheckpointCoders.Code(settings.MoreCoders, network.ToCode(settings.Epsilons), cancellation)).ToDictionary(each => each.First, each => each.Second);

    private static void CheckSave(MeasureRequest request)
    {
        switch (request.Save, request.SavedCoder)
        {
            case (null, _):
                break;
            case (_, null):
                throw new BadInputException($"--save: given with --coder {string.Join(',', request.Settings.Coders.Select(coder => coder.Name()))}; allowed is one coder, whose container it writes; name that one alone");
            case ({ } path, CoderKind.Bzip2):
                CoarseFile.Check(path, request.Path);
                break;
            case ({ } path, { } coder):
                CodedFile.Check(path, coder);
                break;
        }
    }

    private static CoarseFiles? Save(MeasureRequest request, IMeasurable network, Measurement measurement, IReadOnlyList<byte[]> containers, Dictionary<CoderKind, IReadOnlyList<CodedNetwork>> codes)
    {
        if (request.Save is not { } path)
        {
            return null;
        }

        if (request.SavedCoder is { } coder && codes.TryGetValue(coder, out IReadOnlyList<CodedNetwork>? own))
        {
            return CodedFile.Write(path, own, request.SavedEpsilon, request.Settings, network.TrainCount);
        }

        double epsilon = request.SavedEpsilon ?? (network.TrainCount is null ? request.Settings.HeadlineEpsilon : measurement.BestEpsilon);
        int chosen = request.Settings.Epsilons.ToList().IndexOf(epsilon);
        return CoarseFile.Write(path, network, measurement.Epsilons[chosen], containers[chosen]);
    }
}
