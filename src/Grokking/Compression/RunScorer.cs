using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;

namespace Grokking.Compression;

/// <summary>Scores candidate weights of one network on its own split.</summary>
public sealed class RunScorer : IWeightScorer, IDisposable
{
    // Of the whole split the sample is an eighth, but no fewer than this: below, its loss is off by more than the search can use.
    private const int SmallestSample = 256;
    private const int SampledPart = 8;

    private readonly INetwork network;
    private readonly EquationSet train;
    private readonly EquationSet sample;
    private readonly EquationSet test;
    private readonly torch.Device device;

    /// <summary>Draws a run's split and lays out its network.</summary>
    public RunScorer(RunSpecification run, torch.Device? device = null)
        : this(Networks.Create(run.Architecture, run.Modulus), new ModularTask(run.Task, run.Modulus).Split(run.TrainFraction, run.Seed), device)
    {
    }

    /// <summary>Scores a network on a given split.</summary>
    /// <param name="network">Its family.</param>
    /// <param name="split">Training and test equations, neither empty, the training equations in random order.</param>
    /// <param name="device">Where it computes; the CPU if null.</param>
    public RunScorer(INetwork network, (Equation[] Train, Equation[] Test) split, torch.Device? device = null)
    {
        this.device = device ?? torch.CPU;
        this.network = network;
        (Equation[] onTrain, Equation[] onTest) = split;
        train = EquationSet.Create([onTrain], this.device);

        // The split is a random permutation, so that its beginning is a random sample.
        int sampled = onTrain.Length / SampledPart >= SmallestSample ? onTrain.Length / SampledPart : onTrain.Length;
        sample = EquationSet.Create([onTrain[..sampled]], this.device);
        test = EquationSet.Create([onTest], this.device);
    }

    /// <inheritdoc/>
    public int TrainCount => (int)train.Count;

    /// <inheritdoc/>
    public int SampleCount => (int)sample.Count;

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreSample(IReadOnlyList<Weights> candidates) => Scores(candidates, sample);

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates) => Scores(candidates, train);

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates) => Scores(candidates, test);

    /// <inheritdoc/>
    public void Dispose()
    {
        train.Dispose();
        sample.Dispose();
        test.Dispose();
    }

    private IReadOnlyList<Score> Scores(IReadOnlyList<Weights> candidates, EquationSet equations)
    {
        try
        {
            using EnsembleTensors ensemble = EnsembleTensors.Stack(candidates, device);
            return EnsembleScore.Of(network, ensemble.Tensors, equations);
        }
        catch (Exception fault) when (candidates.Count > 1 && DeviceMemoryExhaustedException.IsCauseOf(fault))
        {
            int half = candidates.Count / 2;
            return [.. Scores([.. candidates.Take(half)], equations), .. Scores([.. candidates.Skip(half)], equations)];
        }
    }
}
