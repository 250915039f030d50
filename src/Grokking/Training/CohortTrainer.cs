using System.Runtime.InteropServices;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training;

/// <summary>
/// Trains a cohort: runs of equal tensor shapes as one ensemble, members on a leading axis, one update of all members at a time.
/// <list type="number">
/// <item>Shuffle the training equations (each member its own) and go through them in batches; the remainder is a batch too.</item>
/// <item>Noisy weights θ̃ = θ + δ N(0, 1) (Eqn 10).</item>
/// <item>Gradient at θ̃ of the cross-entropy, plus the spectral-entropy penalty's (Eqn 16) and the norm penalty's.</item>
/// <item>AdamW applies it to the clean weights θ.</item>
/// </list>
/// A member whose loss or weights cease to be finite is parked: it has diverged, and the others never notice. Not thread-safe; one thread trains a cohort.
/// </summary>
public sealed class CohortTrainer : IDisposable
{
    private readonly IReadOnlyList<RunSpecification> runs;
    private readonly INetwork network;
    private readonly SpectralEntropyGradient? spectral;
    private readonly torch.Device device;
    private readonly EnsembleTensors weights;
    private readonly EnsembleTensors noisy;
    private readonly EnsembleTensors first;
    private readonly EnsembleTensors second;
    private readonly EquationSet train;
    private readonly EquationSet test;
    private readonly Tensor spectralFactors;
    private readonly int?[] divergedAt;

    /// <summary>Starts the runs, or goes on from their states.</summary>
    /// <param name="runs">Runs that <see cref="Cohorts.Key"/> puts together.</param>
    /// <param name="states">States at one common epoch, in the order of the runs; null starts afresh.</param>
    /// <param name="device">Where to train; the CPU by default.</param>
    /// <exception cref="ArgumentException">The runs cannot train together, or the states are of different epochs.</exception>
    public CohortTrainer(IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states = null, torch.Device? device = null)
    {
        if (runs.Select(Cohorts.Key).Distinct().Count() != 1)
        {
            throw new ArgumentException("These runs differ in shape and cannot train as one cohort.", nameof(runs));
        }

        if (states is not null && (states.Count != runs.Count || states.Select(each => each.Epoch).Distinct().Count() != 1))
        {
            throw new ArgumentException("A cohort goes on from one state a run, all of the same epoch.", nameof(states));
        }

        this.runs = runs;
        this.device = device ?? torch.CPU;
        RunSpecification shape = runs[0];
        network = Networks.Create(shape.Architecture, shape.Modulus);
        ModularTask task = new(shape.Task, shape.Modulus);
        List<(Equation[] Train, Equation[] Test)> splits = [.. runs.Select(run => task.Split(run.TrainFraction, run.Seed))];
        train = EquationSet.Create([.. splits.Select(each => each.Train)], this.device);
        test = EquationSet.Create([.. splits.Select(each => each.Test)], this.device);
        spectral = runs.Any(run => run.SpectralEntropy > 0) ? new(network.Layout) : null;
        spectralFactors = torch.tensor(runs.Select(run => (float)run.SpectralEntropy).ToArray(), device: this.device).view(-1, 1, 1).DetachFromDisposeScope();
        weights = EnsembleTensors.Stack([.. states?.Select(each => each.Weights) ?? runs.Select(run => Initializer.InitialWeights(network, run.Seed))], this.device);
        noisy = new(network.Layout, runs.Count, this.device);
        first = states is null ? new(network.Layout, runs.Count, this.device) : EnsembleTensors.Stack([.. states.Select(each => each.First)], this.device);
        second = states is null ? new(network.Layout, runs.Count, this.device) : EnsembleTensors.Stack([.. states.Select(each => each.Second)], this.device);
        divergedAt = states is null ? new int?[runs.Count] : [.. states.Select(each => each.DivergedAt)];
        Epoch = states?[0].Epoch ?? 0;
        foreach (Tensor tensor in noisy.Tensors)
        {
            tensor.requires_grad_(true);
        }
    }

    /// <summary>Epochs trained.</summary>
    public int Epoch { get; private set; }

    /// <summary>Updates of one epoch: ⌈n / B⌉ with B = min(batch size, ⌊n/2⌋).</summary>
    public int UpdatesPerEpoch => (int)((train.Count + BatchSize - 1) / BatchSize);

    /// <summary>For each run the epoch in which it diverged, else null.</summary>
    public IReadOnlyList<int?> DivergedAt => divergedAt;

    private long BatchSize => Math.Min(runs[0].BatchSize, Math.Max(1, train.Count / 2));

    /// <summary>Trains one epoch.</summary>
    public void TrainEpoch()
    {
        Epoch++;
        using DisposeScope scope = torch.NewDisposeScope();
        long[] shuffled = [.. runs.SelectMany(run => new DrawStream(run.Seed, Purpose.Shuffle, Epoch).Permutation((int)train.Count).Select(index => (long)index))];
        Tensor order = torch.tensor(shuffled, runs.Count, train.Count, device: device);           // (S, N)
        (Tensor a, Tensor b, Tensor c) = (train.A.gather(1, order), train.B.gather(1, order), train.C.gather(1, order));
        for (int update = 0; update < UpdatesPerEpoch; update++)
        {
            long start = update * BatchSize;
            long count = Math.Min(BatchSize, train.Count - start);
            Update(update, a.narrow(1, start, count), b.narrow(1, start, count), c.narrow(1, start, count));
        }
    }

    /// <summary>Losses and accuracies of every run, with clean weights on whole splits; NaN for those that have diverged.</summary>
    public IReadOnlyList<Evaluation> Evaluate()
    {
        IReadOnlyList<Score> onTrain = EnsembleScore.Of(network, weights.Tensors, train);
        IReadOnlyList<Score> onTest = EnsembleScore.Of(network, weights.Tensors, test);
        Score none = new(double.NaN, double.NaN);
        return [.. runs.Select((_, member) => divergedAt[member] is null ? new Evaluation(Epoch, onTrain[member], onTest[member]) : new(Epoch, none, none))];
    }

    /// <summary>A copy of one run's clean weights.</summary>
    public Weights WeightsOf(int member) => weights.Get(member);

    /// <summary>A copy of all that one run needs to go on from here.</summary>
    public TrainingState StateOf(int member) => new(Epoch, weights.Get(member), first.Get(member), second.Get(member), divergedAt[member]);

    /// <inheritdoc/>
    public void Dispose()
    {
        train.Dispose();
        test.Dispose();
        spectralFactors.Dispose();
        weights.Dispose();
        noisy.Dispose();
        first.Dispose();
        second.Dispose();
    }

    private void Update(int update, Tensor a, Tensor b, Tensor c)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        DrawNoise(update);
        Tensor loss = CrossEntropy.PerMember(network.Bind(noisy.Tensors)(a, b), c);             // (S)
        IList<Tensor> gradients = torch.autograd.grad([loss.sum()], [.. noisy.Tensors]);
        spectral?.AddTo(noisy.Tensors, spectralFactors, gradients.AsReadOnly());
        Apply(gradients, loss.detach().data<float>().ToArray(), update);
    }

    private void DrawNoise(int update)
    {
        for (int member = 0; member < runs.Count; member++)
        {
            DrawStream stream = new(runs[member].Seed, Purpose.WeightNoise, Epoch, update);
            for (int i = 0; i < weights.Tensors.Count; i++)
            {
                ReadOnlySpan<float> clean = weights.Values(i, member);
                if (runs[member].WeightNoise > 0 && divergedAt[member] is null)
                {
                    Gaussian.AddScaled(stream, network.Layout.OffsetOf(i), clean, (float)runs[member].WeightNoise, noisy.Values(i, member));
                }
                else
                {
                    clean.CopyTo(noisy.Values(i, member));
                }
            }
        }
    }

    private void Apply(IList<Tensor> gradients, float[] losses, int update)
    {
        List<Tensor> contiguous = [.. gradients.Select(each => each.contiguous())];
        for (int member = 0; member < runs.Count; member++)
        {
            if (divergedAt[member] is not null)
            {
                continue;
            }

            AdamW step = new(runs[member], ((long)(Epoch - 1) * UpdatesPerEpoch) + update + 1);
            bool finite = float.IsFinite(losses[member]);
            for (int i = 0; i < contiguous.Count && finite; i++)
            {
                int count = network.Layout.Parameters[i].Count;
                Span<float> gradient = MemoryMarshal.Cast<byte, float>(contiguous[i].bytes).Slice(member * count, count);
                if (runs[member].NormCutoff > 0)
                {
                    NormCutoffGradient.AddTo(noisy.Values(i, member), runs[member].NormCutoff, gradient);
                }

                finite = step.Step(weights.Values(i, member), gradient, first.Values(i, member), second.Values(i, member));
            }

            if (!finite)
            {
                Park(member);
            }
        }
    }

    // NaN would spread into the batched eigendecomposition, which refuses it for every member; the initial weights are finite and cost nothing to keep.
    private void Park(int member)
    {
        divergedAt[member] = Epoch;
        Weights zero = new(network.Layout, new float[network.Layout.Count]);
        weights.Set(member, Initializer.InitialWeights(network, runs[member].Seed));
        first.Set(member, zero);
        second.Set(member, zero);
    }
}
