using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;

namespace Grokking.Compression;

/// <summary>Scores candidate weights of one run on its own split.</summary>
public sealed class RunScorer : IWeightScorer, IDisposable
{
    private readonly INetwork network;
    private readonly EquationSet train;
    private readonly EquationSet test;
    private readonly torch.Device device;

    /// <summary>Draws the run's split and lays out its network.</summary>
    public RunScorer(RunSpecification run, torch.Device? device = null)
    {
        this.device = device ?? torch.CPU;
        network = Networks.Create(run.Architecture, run.Modulus);
        (Equation[] onTrain, Equation[] onTest) = new ModularTask(run.Task, run.Modulus).Split(run.TrainFraction, run.Seed);
        train = EquationSet.Create([onTrain], this.device);
        test = EquationSet.Create([onTest], this.device);
    }

    /// <inheritdoc/>
    public int TrainCount => (int)train.Count;

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates) => Scores(candidates, train);

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates) => Scores(candidates, test);

    /// <inheritdoc/>
    public void Dispose()
    {
        train.Dispose();
        test.Dispose();
    }

    private IReadOnlyList<Score> Scores(IReadOnlyList<Weights> candidates, EquationSet equations)
    {
        using EnsembleTensors ensemble = EnsembleTensors.Stack(candidates, device);
        return EnsembleScore.Of(network, ensemble.Tensors, equations);
    }
}
