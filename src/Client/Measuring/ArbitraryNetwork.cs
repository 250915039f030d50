using System.Globalization;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Coders;
using Grokking.Compression;
using Grokking.Model;

namespace GrokCluster.Client.Measuring;

/// <summary>
/// A network of any architecture, scored by a program of the user's. Every tensor of real numbers is a parameter, in the order of names; one with more than two axes is the matrix of its first axis and
/// all others; tensors of other types, and empty ones, are handed on as they are.
/// </summary>
internal sealed class ArbitraryNetwork : IMeasurable
{
    private const int MostWeights = 250_000_000;

    private readonly TensorSource source;
    private readonly StoredTensor[] tensors;
    private readonly LossCommandScorer scorer;
    private readonly CandidateFile candidates;

    private ArbitraryNetwork(MeasureRequest request, TensorSource source, StoredTensor[] tensors, Weights weights, CancellationToken cancellation)
    {
        (this.source, this.tensors, Weights, TrainCount) = (source, tensors, weights, request.TrainCount);
        Description =
        [
            string.Create(CultureInfo.InvariantCulture, $"{source.Path}: {tensors.Length} tensors, {weights.Values.Length:N0} weights"),
            $"scored by {request.LossCommand}",
        ];
        Metadata = source.Metadata.ToDictionary();
        Epoch = new FileFacts(source).Epoch;
        Seed = new FileFacts(source).Seed(request.Seed) ?? 0;
        candidates = new(With);
        scorer = new(new LossCommand(request.LossCommand!, request.Timeout), candidates, request.TrainCount ?? 1, cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Description { get; }

    /// <inheritdoc/>
    public Weights Weights { get; }

    /// <inheritdoc/>
    public IWeightScorer Scorer => scorer;

    /// <inheritdoc/>
    public int Epoch { get; }

    /// <inheritdoc/>
    public ulong Seed { get; }

    /// <inheritdoc/>
    public int? TrainCount { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Takes a file's tensors as a network; the command is not started before the first candidate.</summary>
    /// <exception cref="BadInputException">There is no weight, or there are too many, or one is not finite.</exception>
    public static ArbitraryNetwork Open(MeasureRequest request, TensorSource source, CancellationToken cancellation)
    {
        request.Names.RefuseUnused(source.Tensors);
        StoredTensor[] tensors = [.. source.Tensors.Where(tensor => tensor.IsReal && tensor.Count > 0 && !request.Names.Ignores(tensor.Name)).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        long count = tensors.Sum(tensor => (long)tensor.Count);
        if (count is 0 or > MostWeights)
        {
            throw new BadInputException($"{source.Path}: it has {count} weights; allowed are 1 to {MostWeights}, in tensors of type {string.Join(", ", StoredTensor.RealTypes)}");
        }

        ParameterLayout layout = new(tensors.Select(tensor => new Parameter(tensor.Name, Shape(tensor))));
        Weights weights = new(layout, new float[layout.Count]);
        for (int i = 0; i < tensors.Length; i++)
        {
            float[] values = tensors[i].Reals();
            int bad = Array.FindIndex(values, value => !float.IsFinite(value));
            if (bad >= 0)
            {
                throw new BadInputException($"{source.Path}: value {bad} of {OneLine.Quoted(tensors[i].Name)} is {values[bad].ToString(CultureInfo.InvariantCulture)}; only finite float32 weights can be coarse-grained; leave the tensor out with --ignore NAME, or give another checkpoint");
            }

            values.CopyTo(weights[i]);
        }

        return new(request, source, tensors, weights, cancellation);
    }

    /// <inheritdoc/>
    public CheckpointToCode ToCode(IReadOnlyList<double> epsilons) => new() { Weights = Weights, Scorer = scorer, Epsilons = epsilons, Seed = Seed };

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> With(Weights weights)
    {
        Dictionary<string, int> places = tensors.Select((tensor, i) => (tensor.Name, i)).ToDictionary(each => each.Name, each => each.i);
        return [.. source.Tensors.Select(tensor => places.TryGetValue(tensor.Name, out int i) ? StoredTensor.Of(tensor.Name, tensor.Shape, weights[i]) : tensor)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scorer.Dispose();
        candidates.Dispose();
    }

    private static int[] Shape(StoredTensor tensor) => tensor.Shape.Count < 2 ? [tensor.Count] : [tensor.Shape[0], tensor.Count / tensor.Shape[0]];
}
