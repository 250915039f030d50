using System.Globalization;
using Grokking.Checkpoints;
using Grokking.Coders;
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
    private readonly NetworkToCode network;
    private readonly Lazy<(Weights Weights, RunScorer Scorer)> standard;

    private TaskNetwork(ParameterMap map, Weights weights, RunScorer scorer, NetworkToCode network, ulong seed)
    {
        (this.map, Weights, this.scorer, this.network, Seed) = (map, weights, scorer, network, seed);
        standard = new(Standard);
    }

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
        return new(map, weights, new RunScorer(network, (split.Train, split.Test)), new(shape, modulus, split.Train, split.Test), split.Seed)
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
    public CheckpointToCode ToCode(IReadOnlyList<double> epsilons) =>
        new() { Weights = standard.Value.Weights, Scorer = standard.Value.Scorer, Epsilons = epsilons, Network = network, Seed = Seed };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (standard.IsValueCreated && standard.Value.Scorer != scorer)
        {
            standard.Value.Scorer.Dispose();
        }

        scorer.Dispose();
    }

    // Of the rows of positions the first four are read; how many there are is the program's affair that wrote them, and coders expect our number.
    private (Weights Weights, RunScorer Scorer) Standard()
    {
        INetwork ours = Networks.Create(network.Architecture, network.Modulus);
        if (ours.Layout.Count == Weights.Layout.Count)
        {
            return (Weights, scorer);
        }

        Weights weights = new(ours.Layout, new float[ours.Layout.Count]);
        for (int i = 0; i < ours.Layout.Parameters.Count; i++)
        {
            Weights[i][..Math.Min(Weights[i].Length, weights[i].Length)].CopyTo(weights[i]);
        }

        return (weights, new RunScorer(ours, ([.. network.Train], [.. network.Test])));
    }

    private static string Layers(Architecture shape) => shape.Layers == 1 ? "1 layer" : $"{shape.Layers} layers";
}
