using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Ensemble;

/// <summary><see cref="AdamW"/> for all members at once, each with its own hyperparameters as a column (S, 1); the corrections for t come from the device's own count of epochs.</summary>
internal sealed class EnsembleAdamW : IDisposable
{
    private readonly Tensor keep;
    private readonly Tensor beta1;
    private readonly Tensor beta2;
    private readonly Tensor rest1;
    private readonly Tensor rest2;
    private readonly Tensor epsilon;
    private readonly Tensor precise1;
    private readonly Tensor precise2;
    private readonly Tensor rate;
    private readonly Tensor updates;
    private readonly int updatesPerEpoch;
    private Tensor? rates;
    private Tensor? corrections;

    public EnsembleAdamW(IReadOnlyList<RunSpecification> runs, int updatesPerEpoch, torch.Device device)
    {
        this.updatesPerEpoch = updatesPerEpoch;
        keep = Column(run => (float)(1 - (run.LearningRate * run.WeightDecay)));
        beta1 = Column(run => (float)run.Beta1);
        beta2 = Column(run => (float)run.Beta2);
        rest1 = Column(run => 1 - (float)run.Beta1);
        rest2 = Column(run => 1 - (float)run.Beta2);
        epsilon = Column(run => (float)run.AdamEpsilon);
        precise1 = Precise(run => run.Beta1);
        precise2 = Precise(run => run.Beta2);
        rate = Precise(run => run.LearningRate);
        updates = KeptScalar.Range(1, updatesPerEpoch + 1, torch.ScalarType.Float64, device).view(-1, 1, 1).DetachFromDisposeScope();

        Tensor Column(Func<RunSpecification, float> value) => HostTransfer.Write([.. runs.Select(value)], device, runs.Count, 1).DetachFromDisposeScope();
        Tensor Precise(Func<RunSpecification, double> value) => HostTransfer.Write([.. runs.Select(value)], device, 1, runs.Count, 1).DetachFromDisposeScope();
    }

    /// <summary>Computes the factors of an epoch's updates: lr / (1 − β₁ᵗ) and 1 / √(1 − β₂ᵗ), t counted from 1 over the whole run.</summary>
    /// <param name="epoch">(1, 1), int64, counted from 1.</param>
    public void Begin(Tensor epoch)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor t = updates.Plus(epoch.to(torch.ScalarType.Float64).Plus(-1.0).Times(updatesPerEpoch).unsqueeze(0)); // (U, 1, 1)
        rates?.Dispose();
        corrections?.Dispose();
        rates = (rate / precise1.pow(t).neg().Plus(1.0)).to(torch.ScalarType.Float32).DetachFromDisposeScope();                      // (U, S, 1)
        corrections = precise2.pow(t).neg().Plus(1.0).rsqrt().to(torch.ScalarType.Float32).DetachFromDisposeScope();                 // (U, S, 1)
    }

    /// <summary>One update in place.</summary>
    /// <param name="state">Weights and moments.</param>
    /// <param name="gradient">(S, P).</param>
    /// <param name="update">Within the epoch, from 0.</param>
    public void Step(EnsembleState state, Tensor gradient, int update)
    {
        using var noGradients = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        state.First.mul_(beta1).addcmul_(gradient, rest1, KeptScalar.Of(1L));
        state.Second.mul_(beta2).addcmul_(gradient.Squared(), rest2, KeptScalar.Of(1L));
        Tensor denominator = state.Second.sqrt().mul_(corrections!.select(0, update)).PlusInPlace(epsilon);
        Tensor step = (state.First * rates!.select(0, update)).div_(denominator);
        state.Weights.mul_(keep).sub_(step);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach([keep, beta1, beta2, rest1, rest2, epsilon, precise1, precise2, rate, updates], each => each.Dispose());
        rates?.Dispose();
        corrections?.Dispose();
    }
}
