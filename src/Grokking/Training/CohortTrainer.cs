using System.Runtime.InteropServices;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Timing;
using Grokking.Training.Spectral;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training;

/// <summary>
/// Trains a cohort on a CPU: runs of equal tensor shapes that share their scratch memory. For each member in turn:
/// <list type="number">
/// <item>Shuffle the training equations (each member its own) and go through them in batches; the remainder is a batch too.</item>
/// <item>Noisy weights θ̃ = θ + δ N(0, 1) (Eqn 10).</item>
/// <item>Gradient at θ̃ of the cross-entropy, plus the spectral-entropy penalty's (Eqn 16) and the norm penalty's.</item>
/// <item>AdamW applies it to the clean weights θ.</item>
/// </list>
/// A member whose loss or weights cease to be finite has diverged: it stops, and the others never notice. Not thread-safe; one thread trains a cohort.
/// </summary>
/// <remarks>
/// Why in turn and not as one batched product: one member's matrices already fill a core's vector units, its activations fit the core's cache and those of several do not
/// (docs/decisions/0004-members-in-turn.md).
/// </remarks>
public sealed class CohortTrainer : ICohortTrainer
{
    private readonly IReadOnlyList<RunSpecification> runs;
    private readonly INetwork network;
    private readonly SpectralEntropyGradient? spectral;
    private readonly EnsembleTensors weights;
    private readonly EnsembleTensors noisy;
    private readonly ILossGradient lossGradient; // at the noisy weights
    private readonly EnsembleTensors first;
    private readonly EnsembleTensors second;
    private readonly EquationSet train;
    private readonly EquationSet test;
    private readonly int?[] divergedAt;

    /// <summary>Starts the runs, or goes on from their states.</summary>
    /// <param name="runs">Runs that <see cref="Cohorts.Key"/> puts together.</param>
    /// <param name="states">States at one common epoch, in the order of the runs; null starts afresh.</param>
    /// <exception cref="ArgumentException">The runs cannot train together, or the states are of different epochs.</exception>
    public CohortTrainer(IReadOnlyList<RunSpecification> runs, IReadOnlyList<TrainingState>? states = null)
    {
        Cohorts.ThrowIfUnfit(runs, states);
        this.runs = runs;
        RunSpecification shape = runs[0];
        network = Networks.Create(shape.Architecture, shape.Modulus);
        ModularTask task = new(shape.Task, shape.Modulus);
        List<(Equation[] Train, Equation[] Test)> splits = [.. runs.Select(run => task.Split(run.TrainFraction, run.Seed))];
        train = EquationSet.Create([.. splits.Select(each => each.Train)], torch.CPU);
        test = EquationSet.Create([.. splits.Select(each => each.Test)], torch.CPU);
        spectral = runs.Any(run => run.SpectralEntropy > 0) ? new(network.Layout) : null;
        weights = EnsembleTensors.Stack([.. states?.Select(each => each.Weights) ?? runs.Select(run => Initializer.InitialWeights(network, run.Seed))], torch.CPU);
        noisy = new(network.Layout, 1, torch.CPU);
        first = states is null ? new(network.Layout, runs.Count, torch.CPU) : EnsembleTensors.Stack([.. states.Select(each => each.First)], torch.CPU);
        second = states is null ? new(network.Layout, runs.Count, torch.CPU) : EnsembleTensors.Stack([.. states.Select(each => each.Second)], torch.CPU);
        divergedAt = states is null ? new int?[runs.Count] : [.. states.Select(each => each.DivergedAt)];
        Epoch = states?[0].Epoch ?? 0;
        lossGradient = LossGradients.Of(network, noisy.Tensors);
    }

    /// <summary>Told where the time goes, if set: "shuffle", "noise", "forward", "backward", "spectral" and "optimiser".</summary>
    public PhaseClock? Clock { get; init; }

    /// <inheritdoc/>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public int UpdatesPerEpoch => (int)((train.Count + BatchSize - 1) / BatchSize);

    /// <inheritdoc/>
    public IReadOnlyList<int?> DivergedAt => divergedAt;

    private long BatchSize => Math.Min(runs[0].BatchSize, Math.Max(1, train.Count / 2));

    /// <inheritdoc/>
    public void TrainEpoch()
    {
        Epoch++;
        for (int member = 0; member < runs.Count; member++)
        {
            TrainEpoch(member);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Evaluation> Evaluate()
    {
        IReadOnlyList<Score> onTrain = EnsembleScore.Of(network, weights.Tensors, train);
        IReadOnlyList<Score> onTest = EnsembleScore.Of(network, weights.Tensors, test);
        Score none = new(double.NaN, double.NaN);
        return [.. runs.Select((_, member) => divergedAt[member] is null ? new Evaluation(Epoch, onTrain[member], onTest[member]) : new(Epoch, none, none))];
    }

    /// <inheritdoc/>
    public Weights WeightsOf(int member) => weights.Get(member);

    /// <inheritdoc/>
    public TrainingState StateOf(int member) => new(Epoch, weights.Get(member), first.Get(member), second.Get(member), divergedAt[member]);

    /// <inheritdoc/>
    public void Dispose()
    {
        train.Dispose();
        test.Dispose();
        lossGradient.Dispose();
        weights.Dispose();
        noisy.Dispose();
        first.Dispose();
        second.Dispose();
    }

    private void TrainEpoch(int member)
    {
        Clock?.Start();
        using DisposeScope scope = torch.NewDisposeScope();
        long[] shuffled = [.. new DrawStream(runs[member].Seed, Purpose.Shuffle, Epoch).Permutation((int)train.Count).Select(index => (long)index)];
        Tensor order = torch.tensor(shuffled);                                                    // (N)
        (Tensor a, Tensor b, Tensor c) = (Of(train.A), Of(train.B), Of(train.C));                 // (1, N)
        Clock?.Lap("shuffle");
        for (int update = 0; update < UpdatesPerEpoch && divergedAt[member] is null; update++)
        {
            long start = update * BatchSize;
            long count = Math.Min(BatchSize, train.Count - start);
            Update(member, update, a.narrow(1, start, count), b.narrow(1, start, count), c.narrow(1, start, count));
        }

        Tensor Of(Tensor column) => column.narrow(0, member, 1).index_select(1, order);
    }

    private void Update(int member, int update, Tensor a, Tensor b, Tensor c)
    {
        DrawNoise(member, update);
        Clock?.Lap("noise");
        if (!double.IsFinite(lossGradient.Compute(a, b, c, Clock)) || !Apply(member, update, lossGradient.Gradients))
        {
            Park(member);
        }
    }

    private void DrawNoise(int member, int update)
    {
        DrawStream stream = new(runs[member].Seed, Purpose.WeightNoise, Epoch, update);
        for (int i = 0; i < weights.Tensors.Count; i++)
        {
            ReadOnlySpan<float> clean = weights.Values(i, member);
            if (runs[member].WeightNoise > 0)
            {
                Gaussian.AddScaled(stream, network.Layout.OffsetOf(i), clean, (float)runs[member].WeightNoise, noisy.Values(i, 0));
            }
            else
            {
                clean.CopyTo(noisy.Values(i, 0));
            }
        }
    }

    // Whether the member is still finite.
    private bool Apply(int member, int update, IReadOnlyList<Tensor> gradients)
    {
        RunSpecification run = runs[member];
        if (run.SpectralEntropy > 0)
        {
            spectral!.AddTo(noisy.Tensors, run.SpectralEntropy, gradients);
            Clock?.Lap("spectral");
        }

        AdamW step = new(run, ((long)(Epoch - 1) * UpdatesPerEpoch) + update + 1);
        bool finite = true;
        for (int i = 0; i < gradients.Count && finite; i++)
        {
            Span<float> gradient = MemoryMarshal.Cast<byte, float>(gradients[i].bytes);
            if (run.NormCutoff > 0)
            {
                NormCutoffGradient.AddTo(noisy.Values(i, 0), run.NormCutoff, gradient);
            }

            finite = step.Step(weights.Values(i, member), gradient, first.Values(i, member), second.Values(i, member));
        }

        Clock?.Lap("optimiser");
        return finite;
    }

    // Its weights are not looked at again; finite ones can still be stored and scored like any others.
    private void Park(int member)
    {
        divergedAt[member] = Epoch;
        Weights zero = new(network.Layout, new float[network.Layout.Count]);
        weights.Set(member, Initializer.InitialWeights(network, runs[member].Seed));
        first.Set(member, zero);
        second.Set(member, zero);
    }
}
