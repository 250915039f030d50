using Grokking.Checkpoints;
using Grokking.Coders;
using Grokking.Compression;
using Grokking.Model;

namespace GrokCluster.Client.Measuring;

/// <summary>A network read from a file, with the loss that it is measured by.</summary>
internal interface IMeasurable : IDisposable
{
    /// <summary>Lines that say what it was taken for.</summary>
    IReadOnlyList<string> Description { get; }

    /// <summary>θ.</summary>
    Weights Weights { get; }

    /// <summary>The loss.</summary>
    IWeightScorer Scorer { get; }

    /// <summary>Epochs trained; 0 where the file does not say.</summary>
    int Epoch { get; }

    /// <summary>Draws the points that Algorithm 1 begins with.</summary>
    ulong Seed { get; }

    /// <summary>Number n of training examples; null where it is not known, and with it bound and description length.</summary>
    int? TrainCount { get; }

    /// <summary>The network as coders take it, for some ε.</summary>
    /// <param name="epsilons">The bounds ε.</param>
    CheckpointToCode ToCode(IReadOnlyList<double> epsilons);

    /// <summary>What a file with other weights says of its training.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The file's tensors with other weights in place of its own.</summary>
    IReadOnlyList<StoredTensor> With(Weights weights);
}
