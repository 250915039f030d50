using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using TorchSharp;

namespace Grokking.Tests.Compression;

/// <summary>A device that scores while a core compresses, simulated by the CPU device.</summary>
public class AsideScorerTests
{
    private static readonly RunSpecification Run = Paper.Run(Operation.Add, Method.Ours, 3, 40) with
    {
        Modulus = 23,
        TrainFraction = 0.5,
        LearningRate = 5e-3,
        Architecture = new(NetworkKind.Transformer, Layers: 1, Width: 16, Heads: 2, MlpWidth: 32),
    };

    [Fact]
    public void A_checkpoint_measures_the_same_to_the_byte()
    {
        Weights weights = Trained();
        MeasureSettings settings = new() { Epsilons = [2, 0.5, 0.1, 0.01], Evaluations = 60 };
        using RunScorer here = new(Run);
        using AsideScorer aside = new(new RunScorer(Run, torch.CPU));
        MeasuredNetworks expected = new CheckpointMeasurer(new Bzip2Coder()).MeasureAndKeep(weights, 40, here, settings, Run.Seed);
        MeasuredNetworks found = new CheckpointMeasurer(new Bzip2Coder()).MeasureAndKeep(weights, 40, aside, settings, Run.Seed);

        Assert.Equal(expected.Measurement.Epsilons, found.Measurement.Epsilons);
        Assert.Equal(expected.Containers, found.Containers);
        Assert.True(expected.Measurement.Epsilons.Select(each => each.Bytes).Distinct().Count() > 1, "The bounds make a difference.");
    }

    [Fact]
    public async Task Scores_are_computed_while_the_caller_goes_on_and_come_in_order()
    {
        using AsideScorer aside = new(new RunScorer(Run, torch.CPU));
        using RunScorer here = new(Run);
        INetwork network = Networks.Create(Run.Architecture, Run.Modulus);
        Weights[] candidates = [.. Enumerable.Range(0, 6).Select(seed => Initializer.InitialWeights(network, (ulong)seed))];
        Task<IReadOnlyList<Score>>[] begun = [.. candidates.Chunk(2).Select(pair => aside.BeginTrain(pair))];
        IReadOnlyList<Score>[] scores = await Task.WhenAll(begun);
        Assert.Equal(here.ScoreTrain(candidates), scores.SelectMany(each => each));
        Assert.Equal(here.ScoreTest(candidates), aside.ScoreTest(candidates));
    }

    private static Weights Trained()
    {
        using CohortTrainer trainer = new([Run]);
        for (int epoch = 0; epoch < 40; epoch++)
        {
            trainer.TrainEpoch();
        }

        return trainer.WeightsOf(0);
    }
}
