using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Ensemble;

/// <summary><see cref="NormCutoffGradient"/> for all members at once; those without a cutoff get none.</summary>
internal sealed class EnsembleNormCutoffGradient(IReadOnlyList<RunSpecification> runs, torch.Device device) : IDisposable
{
    private readonly Tensor cutoffs = HostTransfer.Write([.. runs.Select(run => run.NormCutoff > 0 ? run.NormCutoff : double.MaxValue)], device, runs.Count, 1).DetachFromDisposeScope();

    /// <summary>Adds the gradient in place.</summary>
    /// <param name="weights">The layout's tensors, (S, …).</param>
    /// <param name="gradients">In layout order.</param>
    public void AddTo(IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> gradients)
    {
        using var noGradients = torch.no_grad();
        for (int i = 0; i < weights.Count; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor flat = weights[i].reshape(weights[i].shape[0], -1);                            // (S, n)
            double size = flat.shape[1];
            Tensor norm = flat.to(torch.ScalarType.Float64).Squared().sum(1, keepdim: true).sqrt();
            Tensor excess = (norm.Times(1 / size) - cutoffs).AtLeast(0);
            Tensor factor = excess.Times(2 / size) / norm.AtLeast(double.Epsilon);
            gradients[i].PlusInPlace((flat * factor.to(torch.ScalarType.Float32)).view(weights[i].shape));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => cutoffs.Dispose();
}
