using GrokCluster.Client.Terminal;
using Grokking.Coders;
using Grokking.Compression;
using Grokking.Runs;

namespace GrokCluster.Client.Measuring;

/// <summary>Finds the smallest bound on a checkpoint's error that its containers give.</summary>
internal static class CheckpointBounding
{
    /// <summary>Does all of it on the calling thread.</summary>
    /// <param name="request">The checkpoint, its task and the ε.</param>
    /// <param name="coders">The coders to try.</param>
    /// <param name="delta">δ of Eqn 4.</param>
    /// <param name="cancellation">Observed between candidates.</param>
    /// <exception cref="BadInputException">Something that was given cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BoundReport Run(MeasureRequest request, IReadOnlyList<CoderKind> coders, double delta, CancellationToken cancellation)
    {
        using IMeasurable network = CheckpointMeasuring.Open(request, cancellation, out _);
        int trainCount = network.TrainCount ?? throw new BadInputException("--train-count: not given; the bound needs the number n of training examples, of which the loss command answers the mean; give --train-count N");
        List<CodedSize> sizes = [];
        if (coders.Contains(CoderKind.Bzip2))
        {
            sizes.AddRange(new CheckpointMeasurer(new Bzip2Coder()).Measure(network.Weights, network.Epoch, network.Scorer, request.Settings, network.Seed, cancellation).SizesBy(CoderKind.Bzip2));
        }

        MeasureSettings settings = request.Settings with { MoreCoders = [.. coders.Where(coder => coder != CoderKind.Bzip2)] };
        sizes.AddRange(CheckpointMeasuring.Code(network, settings, cancellation).Values.SelectMany(each => each).Select(each => CoderMeasurer.Describe(each, trainCount)));
        return sizes.All(each => double.IsFinite(each.CoarseTrain.Accuracy))
            ? BoundReport.Of(network.Description, sizes, trainCount, delta)
            : throw new BadInputException($"--loss-command: given {OneLine.Quoted(request.LossCommand!)}, which answers no accuracy; the bound needs the training error; have it answer 'LOSS ACCURACY'");
    }
}
