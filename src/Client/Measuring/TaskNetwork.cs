using System.Globalization;
using Grokking.Checkpoints;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Tasks;

namespace GrokCluster.Client.Measuring;

/// <summary>A network of an architecture of ours, whoever trained it, on its own split of a task.</summary>
internal sealed class TaskNetwork : IMeasurable
{
    // The split is told anew, and a file with other weights is no checkpoint of the run.
    private static readonly string[] Replaced = [FileFacts.Run, "train_fraction", "seed", ParameterMap.TrainIndices];

    private readonly ParameterMap map;
    private readonly RunScorer scorer;

    private TaskNetwork(ParameterMap map, Weights weights, RunScorer scorer, Split split) => (this.map, Weights, this.scorer, Seed) = (map, weights, scorer, split.Seed);

    /// <inheritdoc/>
    public required IReadOnlyList<string> Description { get; init; }

    /// <inheritdoc/>
    public required int Epoch { get; init; }

    /// <inheritdoc/>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <inheritdoc/>
    public Weights Weights { get; }

    /// <inheritdoc/>
    public IWeightScorer Scorer => scorer;

    /// <inheritdoc/>
    public ulong Seed { get; }

    /// <inheritdoc/>
    public int? TrainCount => scorer.TrainCount;

    /// <summary>Finds out what a file holds.</summary>
    /// <exception cref="Terminal.BadInputException">It holds no network of ours, or what it was trained on is open.</exception>
    public static TaskNetwork Open(MeasureRequest request, TensorSource source)
    {
        FileFacts facts = new(source);
        ParameterMap map = new(source, request.Names);
        (Architecture shape, int modulus) = NetworkShape.Infer(map, source.Path, facts.Whole("heads", request.Heads));
        INetwork network = NetworkShape.Create(shape, modulus, map, source.Path);
        Weights weights = map.Read(network.Layout);
        Split split = Split.Find(request, source, facts, modulus);
        Dictionary<string, string> metadata = source.Metadata.Where(each => !Replaced.Contains(each.Key)).ToDictionary();
        foreach ((string name, string value) in split.Metadata.Append(new("heads", shape.Heads.ToString(CultureInfo.InvariantCulture))))
        {
            metadata[name] = value;
        }

        int epoch = facts.Epoch;
        string kind = shape.Kind == NetworkKind.Mlp ? $"mlp, {Layers(shape)}, width {shape.Width}, d_mlp {shape.MlpWidth}" : $"transformer, {Layers(shape)}, width {shape.Width}, {shape.Heads} heads, d_mlp {shape.MlpWidth}";
        return new(map, weights, new RunScorer(network, (split.Train, split.Test)), split)
        {
            Description =
            [
                string.Create(CultureInfo.InvariantCulture, $"{source.Path}: {kind}, {weights.Values.Length:N0} weights{(epoch > 0 ? $", epoch {epoch}" : "")}"),
                string.Create(CultureInfo.InvariantCulture, $"{split.Task.Name()} mod {modulus}: {split.Train.Length:N0} equations to train on, {split.Test.Length:N0} to test on"),
            ],
            Epoch = epoch,
            Metadata = metadata,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> With(Weights weights) => map.With(weights);

    /// <inheritdoc/>
    public void Dispose() => scorer.Dispose();

    private static string Layers(Architecture shape) => shape.Layers == 1 ? "1 layer" : $"{shape.Layers} layers";
}
