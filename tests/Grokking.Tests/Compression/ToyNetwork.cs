using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Compression;

/// <summary>
/// A network with the paper's tensors whose matrices are a low-rank signal plus noise, as trained ones are, and a scorer of it: the training labels are what the network answers,
/// those of the test split what the signal alone does. Attention is a gate here, which is enough to make every matrix matter.
/// </summary>
internal sealed class ToyNetwork : IWeightScorer
{
    // TorchSharp keeps neither a scalar nor a tensor outside a dispose scope alive during the native call that uses it, so a collection at that moment frees it;
    // even a + b converts a 1. Scalars are held here, and sums written as add(b, One).
    private static readonly Scalar One = 1f;
    private static readonly Scalar Sharpness = 10f;
    private static readonly Scalar Tiny = 1e-6f;

    private readonly Tensor train;
    private readonly Tensor test;
    private readonly Tensor trainLabels;
    private readonly Tensor testLabels;

    static ToyNetwork() => set_num_threads(1);

    private ToyNetwork(Weights weights, Weights signal, int modulus, long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        Weights = weights;
        Tensor order = randperm((long)modulus * modulus, generator: new Generator((ulong)seed));
        int trained = modulus * modulus / 5;
        (train, test) = (order[..trained].DetachFromDisposeScope(), order[trained..].DetachFromDisposeScope());
        trainLabels = Logits(weights, train).argmax(1).DetachFromDisposeScope();
        testLabels = Logits(signal, test).argmax(1).DetachFromDisposeScope();
    }

    public Weights Weights { get; }

    public int TrainCount => (int)train.shape[0];

    /// <summary>How many weights have been scored on the training split.</summary>
    public int Scored { get; private set; }

    /// <summary>How many weights were scored on the test split by each call.</summary>
    public List<int> TestBatches { get; } = [];

    public static ToyNetwork OfPaperSize(int rank = 8, float noise = 0.02f, long seed = 1) => Build(113, 128, 512, rank, noise, seed);

    public static ToyNetwork Small(int rank = 3, float noise = 0.03f, long seed = 1) => Build(13, 24, 48, rank, noise, seed);

    public static ParameterLayout Layout(int modulus, int width, int hidden) => new(
    [
        new("embedding", modulus + 2, width), new("position", modulus + 2, width),
        new("query", width, width), new("query.bias", width), new("key", width, width), new("key.bias", width),
        new("value", width, width), new("value.bias", width), new("output", width, width), new("output.bias", width),
        new("up", hidden, width), new("up.bias", hidden), new("down", width, hidden), new("down.bias", width),
        new("norm.gain", width), new("norm.bias", width), new("unembedding", modulus + 2, width), new("unembedding.bias", modulus + 2),
    ]);

    public IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates)
    {
        Scored += candidates.Count;
        return [.. candidates.Select(candidate => Score(candidate, train, trainLabels))];
    }

    public IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates)
    {
        TestBatches.Add(candidates.Count);
        return [.. candidates.Select(candidate => Score(candidate, test, testLabels))];
    }

    private static ToyNetwork Build(int modulus, int width, int hidden, int rank, float noise, long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        ParameterLayout layout = Layout(modulus, width, hidden);
        Weights signal = new(layout, new float[layout.Count]);
        Weights weights = new(layout, new float[layout.Count]);
        Generator generator = new((ulong)seed);
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Parameter parameter = layout.Parameters[i];
            long[] shape = [.. parameter.Shape.Select(size => (long)size)];
            using Scalar scale = noise;
            using Scalar strength = 1.5 / Math.Sqrt(rank * (double)shape[^1]);
            Tensor clean = parameter.IsMatrix
                ? randn(shape[0], rank, generator: generator).mm(randn(rank, shape[1], generator: generator)).mul(strength)
                : parameter.Name == "norm.gain" ? ones(shape) : zeros(shape);
            clean.data<float>().ToArray().CopyTo(signal[i]);
            Sum(clean, randn(shape, generator: generator).mul(scale)).data<float>().ToArray().CopyTo(weights[i]);
        }

        return new ToyNetwork(weights, signal, modulus, seed);
    }

    private static Score Score(Weights weights, Tensor pairs, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = no_grad();
        Tensor logits = Logits(weights, pairs);
        float loss = nn.functional.cross_entropy(logits, labels).item<float>();
        return new Score(loss, logits.argmax(1).eq(labels).to(ScalarType.Float32).mean().item<float>());
    }

    private static Tensor Logits(Weights weights, Tensor pairs)
    {
        int modulus = weights.Layout.Parameters[0].Shape[0] - 2;
        using Scalar p = modulus;
        Tensor[] w = [.. weights.Layout.Parameters.Select((parameter, i) => tensor(weights[i].ToArray(), [.. parameter.Shape.Select(size => (long)size)]))];
        Tensor first = Sum(w[0][pairs.div(p, RoundingMode.floor)], w[1][0]); // (B, D)
        Tensor second = Sum(w[0][pairs.remainder(p)], w[1][2]);
        Tensor gate = (Affine(first, w[2], w[3]) * Affine(second, w[4], w[5])).sum(1, keepdim: true).sigmoid();
        Tensor mixed = Sum(gate * first, (-gate).add(One, One) * second);
        Tensor x = Normal(Sum(Sum(first, second), Affine(Affine(mixed, w[6], w[7]), w[8], w[9])));
        x = Normal(Sum(x, Affine(Affine(x, w[10], w[11]).relu(), w[12], w[13])));
        return Affine(Sum(x * w[14], w[15]).mul(Sharpness), w[16], w[17]);
    }

    private static Tensor Affine(Tensor x, Tensor weight, Tensor bias) => Sum(x.mm(weight.t()), bias);

    private static Tensor Normal(Tensor x) => Sum(x, -x.mean([1], keepdim: true)) / x.std(1, unbiased: false, keepdim: true).add(Tiny, One);

    private static Tensor Sum(Tensor a, Tensor b) => a.add(b, One);
}
