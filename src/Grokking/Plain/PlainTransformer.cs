using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Plain;

/// <summary>
/// One transformer as anyone would first write it: all positions, one network, autograd, the spectral penalty through the singular value decomposition. Written from
/// the paper and the authors' settings alone, and sharing nothing with the fast forms but the order of the parameters, it is what tests hold them to and what
/// benchmarks measure them against.
/// </summary>
/// <param name="shape">Sizes.</param>
/// <param name="modulus">p.</param>
public sealed class PlainTransformer(Architecture shape, int modulus)
{
    private const int Positions = 4;
    private const int EmbeddingParameters = 2;
    private const int BlockParameters = 16;

    /// <summary>Logits of the last position.</summary>
    /// <param name="p">The parameters of one network in layout order.</param>
    /// <param name="a">Left operands (B), int64.</param>
    /// <param name="b">Right operands (B), int64.</param>
    /// <returns>(B, V).</returns>
    public Tensor LastLogits(IReadOnlyList<Tensor> p, Tensor a, Tensor b)
    {
        Tensor tokens = torch.stack([a, torch.full_like(a, KeptScalar.Of((long)modulus)), b, torch.full_like(b, KeptScalar.Of(modulus + 1L))], 1); // (B, T)
        Tensor x = p[0].index_select(0, tokens.flatten()).view(-1, Positions, shape.Width).Plus(p[1].narrow(0, 0, Positions));  // (B, T, D)
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            IReadOnlyList<Tensor> block = [.. p.Skip(EmbeddingParameters + (BlockParameters * layer)).Take(BlockParameters)];
            x = Norm(x.Plus(Attention(x, block)), block[8], block[9]);
            Tensor hidden = torch.nn.functional.gelu(Linear(x, block[10], block[11]), TorchSharp.Modules.GELU.Approximate.tanh);
            x = Norm(x.Plus(Linear(hidden, block[12], block[13])), block[14], block[15]);
        }

        return Linear(x, p[^2], p[^1]).select(1, Positions - 1);                                                               // (B, V)
    }

    /// <summary>Mean cross-entropy, nats, of probabilities clipped at 1e-9.</summary>
    public static Tensor Loss(Tensor logits, Tensor targets) =>
        torch.nn.functional.log_softmax(logits, -1).gather(1, targets.unsqueeze(1)).AtLeast(Math.Log(1e-9)).mean().neg();

    /// <summary>Eqn 15, the mean over all matrices, through their singular value decompositions.</summary>
    public static Tensor MeanSpectralEntropy(IEnumerable<Tensor> parameters)
    {
        List<Tensor> entropies = [];
        foreach (Tensor matrix in parameters.Where(each => each.dim() == 2))
        {
            (_, Tensor s, _) = torch.linalg.svd(matrix, fullMatrices: false);
            Tensor normalized = s / s.sum();
            entropies.Add((normalized * normalized.Plus(1e-10).log()).sum().neg());
        }

        return torch.stack(entropies).mean();
    }

    private Tensor Attention(Tensor x, IReadOnlyList<Tensor> block)
    {
        int width = shape.Width / shape.Heads;
        Tensor q = Split(Linear(x, block[0], block[1]));
        Tensor k = Split(Linear(x, block[2], block[3]));
        Tensor v = Split(Linear(x, block[4], block[5]));
        Tensor weights = torch.nn.functional.softmax(q.matmul(k.transpose(-1, -2)).Times(1 / Math.Sqrt(width)), -1);
        return Linear(weights.matmul(v).transpose(1, 2).reshape(x.shape), block[6], block[7]);

        Tensor Split(Tensor t) => t.view(t.shape[0], t.shape[1], shape.Heads, width).transpose(1, 2);                          // (B, H, T, d)
    }

    private static Tensor Linear(Tensor x, Tensor kernel, Tensor bias) => x.matmul(kernel).Plus(bias);

    private static Tensor Norm(Tensor x, Tensor gain, Tensor bias)
    {
        Tensor centred = x - x.mean([-1], keepdim: true);
        Tensor variance = centred.Squared().mean([-1], keepdim: true);
        return (centred / variance.Plus(1e-6).sqrt() * gain).Plus(bias);
    }
}
