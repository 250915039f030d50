using Grokking.Coders.Fourier;
using Grokking.Compression;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge;

/// <summary>
/// The function of a <see cref="GaugeNetwork"/>: what <see cref="ReducedTransformer"/> says, with
/// <code>
/// Leftₕ  = Tableₕ + meansₕ            offset = coded offset − Σₕ l̄ meansₕ + r̄ means′ₕ
/// Rightₕ = Table′ₕ + means′ₕ          l̄, r̄  = the weights of scores of zero
/// </code>
/// so that means of zero stand for constant attention. Tensors live as long as the dispose scope of the constructor's caller.
/// </summary>
internal sealed class GaugeFunction
{
    private const double NormEpsilon = 1e-6;

    private readonly GaugeShape shape;
    private readonly int directions;
    private readonly Tensor left;        // (p, H·K)
    private readonly Tensor right;       // (p, H·K)
    private readonly Tensor scores;      // (p, H)
    private readonly Tensor cross;       // (H), exponentiated
    private readonly Tensor rest;        // (H), exponentiated
    private readonly Tensor offset;      // (1, K)
    private readonly Tensor hidden;      // (1, K, M)
    private readonly Tensor hiddenBias;  // (1, M)
    private readonly Tensor output;      // (1, M, K)
    private readonly Tensor outputBias;  // (1, K)
    private readonly Tensor unembedding; // (1, K, V)
    private readonly Tensor unembeddingBias;
    private readonly Tensor? gain;       // (1, K)

    /// <summary>Lays out the tensors.</summary>
    public GaugeFunction(GaugeNetwork network)
    {
        shape = network.Shape;
        IReadOnlyList<float[]> blocks = InTokens(network);
        (int p, int k, int heads) = (shape.Modulus, shape.Directions, shape.Heads);
        directions = k;
        float[][] tables = HeadMixing.Mixed(Mixing(network), [.. blocks.Take(shape.TableCount)]);
        (float[] allLeft, float[] allRight) = (new float[p * heads * k], new float[p * heads * k]);
        float[] start = [.. blocks[shape.Offset]];
        float[] means = blocks[shape.Means];
        for (int head = 0; head < heads; head++)
        {
            (float l, float r) = RestingWeights(network, head);
            for (int j = 0; j < k; j++)
            {
                start[j] -= (l * means[(2 * head * k) + j]) + (r * means[(((2 * head) + 1) * k) + j]);
                for (int row = 0; row < p; row++)
                {
                    float own = tables[shape.IsMerged ? 0 : head][(row * k) + j];
                    float difference = shape.IsMerged ? tables[1][(row * k) + j] : 0;
                    allLeft[(((row * heads) + head) * k) + j] = own + difference + means[(2 * head * k) + j];
                    allRight[(((row * heads) + head) * k) + j] = own - difference + means[(((2 * head) + 1) * k) + j];
                }
            }
        }

        int hiddenWidth = shape.Architecture.MlpWidth;
        left = torch.tensor(allLeft, p, heads * k);
        right = torch.tensor(allRight, p, heads * k);
        scores = torch.tensor(blocks[shape.Scores], p, heads);
        cross = torch.tensor(network.Cross.Select(each => MathF.Exp(each)).ToArray());
        rest = torch.tensor(network.Rest.Select(each => MathF.Exp(each)).ToArray());
        offset = torch.tensor(start, 1, k);
        hidden = torch.tensor(blocks[shape.Hidden], hiddenWidth, k).t().contiguous().unsqueeze(0);
        hiddenBias = torch.tensor(blocks[shape.HiddenBias], 1, hiddenWidth);
        output = torch.tensor(blocks[shape.Output], 1, hiddenWidth, k);
        outputBias = torch.tensor(blocks[shape.OutputBias], 1, k);
        unembedding = torch.tensor(blocks[shape.Unembedding], p + 2, k).t().contiguous().unsqueeze(0);
        unembeddingBias = torch.tensor(blocks[shape.UnembeddingBias], 1, p + 2);
        gain = shape.IsRotated ? null : torch.tensor(blocks[shape.Gain], 1, k);
    }

    /// <summary>Logits (B, V) of operands (B).</summary>
    public Tensor Logits(Tensor a, Tensor b) => Follow(a, b).Logits;

    /// <summary>The function with everything on the way.</summary>
    public GaugeTrace Follow(Tensor a, Tensor b)
    {
        Tensor scoreLeft = scores.index_select(0, a);                                            // (B, H)
        Tensor scoreRight = scores.index_select(0, b);
        if (torch.is_grad_enabled())
        {
            scoreLeft.requires_grad_(true);
            scoreRight.requires_grad_(true);
        }

        Tensor l = scoreLeft.exp();
        Tensor r = scoreRight.exp() * cross;
        Tensor sum = l.Plus(r).Plus(rest);
        Tensor weightLeft = l / sum;
        Tensor weightRight = r / sum;
        Tensor x = Mixed(weightLeft, left, a).Plus(Mixed(weightRight, right, b)).Plus(offset);   // (B, K)
        Tensor h = Norm(x);
        Tensor before = DenseLayer.Product(h.unsqueeze(0), hidden);                              // (1, B, M)
        Tensor m = Gelu.Apply(before, hiddenBias);
        Tensor after = DenseLayer.Apply(m, output, outputBias).squeeze(0);                       // (B, K)
        Tensor y = (gain is null ? h : h * gain).Plus(after);
        if (!shape.IsRotated)
        {
            y -= y.mean([-1], keepdim: true);
        }

        Tensor z = Norm(y);
        Tensor logits = DenseLayer.Apply(z.unsqueeze(0), unembedding, unembeddingBias).squeeze(0); // (B, V)
        return new GaugeTrace(scoreLeft, scoreRight, weightLeft, weightRight, x, h, before, m, y, z, logits);
    }

    private Tensor Mixed(Tensor weights, Tensor table, Tensor operand)
    {
        Tensor rows = table.index_select(0, operand);                                            // (B, H·K)
        return shape.Heads == 1 ? rows * weights : (rows.view(-1, shape.Heads, directions) * weights.unsqueeze(-1)).sum(1);
    }

    private Tensor Norm(Tensor x) => x * x.Squared().sum([-1], keepdim: true).Times(1.0 / shape.Architecture.Width).Plus(NormEpsilon).rsqrt();

    /// <summary>How the tables of a network's heads are mixed.</summary>
    internal static float[,] Mixing(GaugeNetwork network) => HeadMixing.Of(network.Shape, [.. Enumerable.Range(0, network.Shape.Heads).Select(head => RestingWeights(network, head))]);

    private static (float Left, float Right) RestingWeights(GaugeNetwork network, int head)
    {
        float r = MathF.Exp(network.Cross[head]);
        float sum = 1 + r + MathF.Exp(network.Rest[head]);
        return (1 / sum, r / sum);
    }

    // The inverse of an orthonormal transform is its transpose.
    private static IReadOnlyList<float[]> InTokens(GaugeNetwork network)
    {
        GaugeShape shape = network.Shape;
        if (shape.Order == TokenOrder.None)
        {
            return network.Blocks;
        }

        int p = shape.Modulus;
        float[] inverse = new float[p * p];
        float[] matrix = TokenTransform.Matrix(shape.Order, p);
        for (int row = 0; row < p; row++)
        {
            for (int column = 0; column < p; column++)
            {
                inverse[(row * p) + column] = matrix[(column * p) + row];
            }
        }

        return [.. shape.Blocks().Select((each, i) => shape.HasTokenRows(i) ? Transformed(inverse, network.Blocks[i], p, each.Columns) : network.Blocks[i])];
    }

    /// <summary>The first p rows of a block times a (p, p) matrix, the other rows as they are.</summary>
    internal static float[] Transformed(float[] matrix, float[] block, int modulus, int columns)
    {
        float[] result = [.. block];
        MatrixProduct.Multiply(matrix, block.AsSpan(0, modulus * columns), modulus, columns, result.AsSpan(0, modulus * columns));
        return result;
    }
}
