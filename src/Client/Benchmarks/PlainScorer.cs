using Grokking.Compression;
using Grokking.Model;
using Grokking.Plain;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Scores weights as a plain script does: all positions, one network at a time, the whole split at once.</summary>
public sealed class PlainScorer : IWeightScorer, IDisposable
{
    private readonly PlainTransformer network;
    private readonly EquationSet train;
    private readonly EquationSet test;

    /// <summary>Draws the run's split.</summary>
    public PlainScorer(RunSpecification run)
    {
        network = new(run.Architecture, run.Modulus);
        (Equation[] onTrain, Equation[] onTest) = new ModularTask(run.Task, run.Modulus).Split(run.TrainFraction, run.Seed);
        (train, test) = (EquationSet.Create([onTrain], torch.CPU), EquationSet.Create([onTest], torch.CPU));
    }

    /// <inheritdoc/>
    public int TrainCount => (int)train.Count;

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates) => [.. candidates.Select(each => Score(each, train))];

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates) => [.. candidates.Select(each => Score(each, test))];

    /// <inheritdoc/>
    public void Dispose()
    {
        train.Dispose();
        test.Dispose();
    }

    private Score Score(Weights weights, EquationSet equations)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        Tensor[] parameters = [.. weights.Layout.Parameters.Select((each, i) => torch.tensor(weights[i].ToArray(), [.. each.Shape.Select(size => (long)size)]))];
        Tensor logits = network.LastLogits(parameters, equations.A[0], equations.B[0]);
        double right = logits.argmax(-1).eq(equations.C[0]).sum().item<long>();
        return new(PlainTransformer.Loss(logits, equations.C[0]).item<float>(), right / equations.Count);
    }
}
