using Grokking.Model;
using Grokking.Randomness;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;
using Parameter = TorchSharp.Modules.Parameter;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Plain;

/// <summary>Trains one run as a plain script does: one network, autograd through everything, the library's AdamW. The baseline of <c>grok bench training</c>.</summary>
public sealed class PlainTraining : IDisposable
{
    private readonly RunSpecification run;
    private readonly PlainTransformer network;
    private readonly Parameter[] weights;
    private readonly torch.optim.Optimizer optimizer;
    private readonly EquationSet train;
    private int epoch;

    /// <summary>Starts a run.</summary>
    public PlainTraining(RunSpecification run)
    {
        this.run = run;
        network = new PlainTransformer(run.Architecture, run.Modulus);
        INetwork layout = Networks.Create(run.Architecture, run.Modulus);
        Weights start = Initializer.InitialWeights(layout, run.Seed);
        weights = [.. layout.Layout.Parameters.Select((each, i) => new Parameter(torch.tensor(start[i].ToArray(), [.. each.Shape.Select(size => (long)size)]), requires_grad: true))];
        optimizer = torch.optim.AdamW(
            weights, lr: run.LearningRate, beta1: run.Beta1, beta2: run.Beta2, eps: run.AdamEpsilon, weight_decay: run.WeightDecay);
        train = EquationSet.Create([new ModularTask(run.Task, run.Modulus).Split(run.TrainFraction, run.Seed).Train], torch.CPU);
    }

    /// <summary>Updates of one epoch.</summary>
    public int UpdatesPerEpoch => (int)((train.Count + BatchSize - 1) / BatchSize);

    /// <summary>Clean weights, in layout order.</summary>
    public IReadOnlyList<Tensor> Parameters => weights;

    private long BatchSize => Math.Min(run.BatchSize, Math.Max(1, train.Count / 2));

    /// <summary>Trains one epoch.</summary>
    /// <returns>The mean of its updates' losses, nats, penalty included.</returns>
    public double TrainEpoch()
    {
        epoch++;
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor order = torch.tensor(new DrawStream(run.Seed, Purpose.Shuffle, epoch).Permutation((int)train.Count).Select(index => (long)index).ToArray());
        (Tensor a, Tensor b, Tensor c) = (train.A[0].index_select(0, order), train.B[0].index_select(0, order), train.C[0].index_select(0, order));
        double sum = 0;
        for (long start = 0; start < train.Count; start += BatchSize)
        {
            long count = Math.Min(BatchSize, train.Count - start);
            sum += Update(a.narrow(0, start, count), b.narrow(0, start, count), c.narrow(0, start, count));
        }

        return sum / UpdatesPerEpoch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        train.Dispose();
        foreach (Parameter each in weights)
        {
            each.Dispose();
        }
    }

    private double Update(Tensor a, Tensor b, Tensor c)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        optimizer.zero_grad();

        // The gradient at the noisy weights is the gradient by the clean ones, as the noise is constant.
        Tensor[] noisy = [.. weights.Select(each => run.WeightNoise > 0 ? each.Plus(torch.randn_like(each).Times(run.WeightNoise)) : each)];
        Tensor loss = PlainTransformer.Loss(network.LastLogits(noisy, a, b), c);
        if (run.SpectralEntropy > 0)
        {
            loss = loss.Plus(PlainTransformer.MeanSpectralEntropy(noisy).Times(run.SpectralEntropy));
        }

        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }
}
