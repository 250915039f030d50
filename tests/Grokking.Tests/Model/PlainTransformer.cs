using Grokking.Model;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Grokking.Tests.Model;

/// <summary>
/// The oracle: one network, all positions, plain autograd, the spectral penalty through the singular value decomposition. Written from the paper and the
/// authors' settings alone; shares nothing with the product but the order of the parameters.
/// </summary>
internal sealed class PlainTransformer(Architecture shape, int modulus)
{
    public Tensor LastLogits(IReadOnlyList<Tensor> p, Tensor a, Tensor b)
    {
        Tensor tokens = stack([a, full_like(a, modulus), b, full_like(b, modulus + 1)], 1);       // (B, T)
        Tensor x = p[0][tokens] + p[1][arange(4)];                                                // (B, T, D)
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            IReadOnlyList<Tensor> block = [.. p.Skip(2 + (16 * layer)).Take(16)];
            x = Norm(x + Attention(x, block), block[8], block[9]);
            Tensor hidden = nn.functional.gelu(Linear(x, block[10], block[11]), GELU.Approximate.tanh);
            x = Norm(x + Linear(hidden, block[12], block[13]), block[14], block[15]);
        }

        return Linear(x, p[^2], p[^1]).select(1, 3);                                              // (B, V)
    }

    public static Tensor Loss(Tensor logits, Tensor targets) => -nn.functional.log_softmax(logits, -1).gather(1, targets.unsqueeze(1)).clamp(min: Math.Log(1e-9)).mean();

    public static Tensor MeanSpectralEntropy(IEnumerable<Tensor> parameters)
    {
        List<Tensor> entropies = [];
        foreach (Tensor matrix in parameters.Where(each => each.dim() == 2))
        {
            (_, Tensor s, _) = linalg.svd(matrix, fullMatrices: false);
            Tensor normalized = s / s.sum();
            entropies.Add(-(normalized * (normalized + 1e-10).log()).sum());
        }

        return stack(entropies).mean();
    }

    private Tensor Attention(Tensor x, IReadOnlyList<Tensor> block)
    {
        int width = shape.Width / shape.Heads;
        Tensor q = Split(Linear(x, block[0], block[1]));
        Tensor k = Split(Linear(x, block[2], block[3]));
        Tensor v = Split(Linear(x, block[4], block[5]));
        Tensor weights = nn.functional.softmax(q.matmul(k.transpose(-1, -2)) / Math.Sqrt(width), -1);
        return Linear(weights.matmul(v).transpose(1, 2).reshape(x.shape), block[6], block[7]);

        Tensor Split(Tensor t) => t.view(t.shape[0], t.shape[1], shape.Heads, width).transpose(1, 2); // (B, H, T, d)
    }

    private static Tensor Linear(Tensor x, Tensor kernel, Tensor bias) => x.matmul(kernel) + bias;

    private static Tensor Norm(Tensor x, Tensor gain, Tensor bias)
    {
        Tensor mean = x.mean([-1], keepdim: true);
        Tensor variance = (x - mean).square().mean([-1], keepdim: true);
        return ((x - mean) / (variance + 1e-6).sqrt() * gain) + bias;
    }
}
