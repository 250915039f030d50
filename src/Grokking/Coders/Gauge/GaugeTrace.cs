using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge;

/// <summary>What a reduced network computes on the way to its logits, for B equations; the notation is that of <see cref="ReducedTransformer"/>.</summary>
/// <param name="ScoreLeft">(B, H).</param>
/// <param name="ScoreRight">(B, H), without what the position adds.</param>
/// <param name="WeightLeft">l, (B, H).</param>
/// <param name="WeightRight">r, (B, H).</param>
/// <param name="X">x, (B, K).</param>
/// <param name="H">h, (B, K).</param>
/// <param name="BeforeGelu">Hidden h without its bias, (1, B, M).</param>
/// <param name="Neurons">After gelu, (1, B, M).</param>
/// <param name="Y">y, (B, K).</param>
/// <param name="Z">y / rms(y), (B, K).</param>
/// <param name="Logits">(B, V).</param>
internal sealed record GaugeTrace(
    Tensor ScoreLeft, Tensor ScoreRight, Tensor WeightLeft, Tensor WeightRight, Tensor X, Tensor H, Tensor BeforeGelu, Tensor Neurons, Tensor Y, Tensor Z, Tensor Logits);
