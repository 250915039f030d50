using Grokking.Randomness;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Quantizing;

/// <summary>
/// What the logits are asked by for sensitivities: normal numbers, centred over the logits of an equation, as what is common to all changes no probability. The mean over probes of the squares of what
/// comes back is |∂logits / ∂value|².
/// </summary>
internal static class LogitProbe
{
    /// <summary>Draws one.</summary>
    /// <param name="seed">The checkpoint's.</param>
    /// <param name="probe">Which one.</param>
    /// <param name="shape">Of the logits, the last dimension an equation's.</param>
    public static Tensor Draw(ulong seed, int probe, long[] shape)
    {
        float[] numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        Gaussian.AddScaled(new DrawStream(seed, Purpose.Sensitivity, Epoch: probe), 0, numbers, 1, numbers);
        Tensor r = torch.tensor(numbers, shape);
        return r - r.mean([-1], keepdim: true);
    }
}
