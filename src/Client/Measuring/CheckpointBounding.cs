using GrokCluster.Client.Terminal;
using Grokking.Coders;
using Grokking.Coders.Tuning;
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
    /// <param name="tuning">Told how fine-tuning goes; null for none.</param>
    /// <param name="cancellation">Observed between candidates.</param>
    /// <exception cref="BadInputException">Something that was given cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BoundReport Run(MeasureRequest request, IReadOnlyList<CoderKind> coders, double delta, IProgress<TuningProgress>? tuning, CancellationToken cancellation)
    {
        using IMeasurable network = CheckpointMeasuring.Open(request, cancellation, out _);
        int trainCount = network.TrainCount ?? throw new BadInputException("--train-count: not given; the bound needs the number n of training examples, of which the loss command answers the mean; give --train-count N");
        List<CodedSize> sizes = [];
        if (coders.Contains(CoderKind.Bzip2))
        {
            sizes.AddRange(new CheckpointMeasurer(new Bzip2Coder()).Measure(network.Weights, network.Epoch, network.Scorer, request.Settings, network.Seed, cancellation).SizesBy(CoderKind.Bzip2));
        }

        MeasureSettings settings = request.Settings with { MoreCoders = [.. coders.Where(coder => coder != CoderKind.Bzip2)] };
        Dictionary<CoderKind, IReadOnlyList<CodedNetwork>> codes = CheckpointMeasuring.Code(network, settings, cancellation);
        sizes.AddRange(codes.Values.SelectMany(each => each).Select(each => CoderMeasurer.Describe(each, trainCount)));
        TunedNetworks[] tuned = tuning is null ? [] : [.. codes.Where(each => FineTuning.Has(each.Key)).Select(each => FineTuning.Search(each.Key, network.ToCode(settings.Epsilons), each.Value, tuning, cancellation))];
        return sizes.All(each => double.IsFinite(each.CoarseTrain.Accuracy))
            ? BoundReport.Of(network.Description, sizes, tuned, trainCount, delta)
            : throw new BadInputException($"--loss-command: given {OneLine.Quoted(request.LossCommand!)}, which answers no accuracy; the bound needs the training error; have it answer 'LOSS ACCURACY'");
    }

    /// <summary>Refuses what cannot be fine-tuned, before anything is computed.</summary>
    /// <param name="request">The checkpoint.</param>
    /// <param name="coders">The coders to try.</param>
    /// <exception cref="BadInputException">The network or the coders have no form to search in.</exception>
    public static void CheckTuning(MeasureRequest request, IReadOnlyList<CoderKind> coders)
    {
        if (request.LossCommand is not null)
        {
            throw Refusal("together with --loss-command", "a transformer of one layer of ours, whose function it can train", "delete one of them");
        }

        if (!coders.Any(FineTuning.Has))
        {
            throw Refusal($"with --coder {string.Join(',', coders.Select(coder => coder.Name()))}", "gauge, fourier or both among the coders, in whose form it searches", "add one, or delete --fine-tune");
        }

        using IMeasurable network = CheckpointMeasuring.Open(request, CancellationToken.None, out _);
        if (FineTuning.Unfit(network.ToCode(request.Settings.Epsilons).Network) is { } unfit)
        {
            throw Refusal($"for {request.Path}, {unfit}", "a transformer of one layer, whose attention folds into tables", "delete --fine-tune, or bound this checkpoint without it");
        }

        static BadInputException Refusal(string given, string allowed, string next) => new($"--fine-tune: given {given}; allowed is {allowed}; {next}");
    }
}
