using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>Mean cross-entropy at the last position in nats. Probabilities are clipped at 1e-9 as in the authors' code, so one equation costs at most 20.7 nats.</summary>
public static class CrossEntropy
{
    private static readonly double Least = Math.Log(1e-9);

    /// <summary>The log-probability of each target, clipped.</summary>
    /// <param name="logits">(S, B, V).</param>
    /// <param name="targets">(S, B), int64.</param>
    /// <returns>(S, B), nats.</returns>
    public static Tensor LogProbabilities(Tensor logits, Tensor targets) =>
        torch.nn.functional.log_softmax(logits, -1).gather(-1, targets.unsqueeze(-1)).squeeze(-1).AtLeast(Least);

    /// <summary>The mean loss of each member.</summary>
    /// <returns>(S), nats.</returns>
    public static Tensor PerMember(Tensor logits, Tensor targets) => LogProbabilities(logits, targets).mean([-1]).neg();
}
