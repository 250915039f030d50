using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge;
using Grokking.Model;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tuning;

/// <summary>
/// The function of a reduced network of merged heads and rotated directions as <see cref="GaugeFunction"/> has it, but from tensors that gradients flow to, and for any number of
/// directions and neurons.
/// </summary>
internal sealed class TuningFunction : IDisposable
{
    private const double NormEpsilon = 1e-6;

    private static readonly double LeastLogProbability = Math.Log(1e-9);

    private readonly GaugeShape shape;
    private readonly Tensor a;          // (B)
    private readonly Tensor b;          // (B)
    private readonly Tensor targets;    // (B)
    private readonly Tensor? inverse;   // (p, p), from frequencies to tokens
    private readonly float cross;
    private readonly float rest;

    /// <summary>Prepares the function for equations.</summary>
    /// <param name="shape">The form: merged and rotated.</param>
    /// <param name="cross">What is added to the score of the right operand.</param>
    /// <param name="rest">The score of the constant tokens.</param>
    /// <param name="equations">B equations.</param>
    public TuningFunction(GaugeShape shape, float cross, float rest, IReadOnlyList<Equation> equations)
    {
        (this.shape, this.cross, this.rest, Count) = (shape, MathF.Exp(cross), MathF.Exp(rest), equations.Count);
        using DisposeScope scope = torch.NewDisposeScope();
        a = Column(each => each.A);
        b = Column(each => each.B);
        targets = Column(each => each.C);
        if (shape.Order != TokenOrder.None)
        {
            inverse = torch.tensor(TokenTransform.Matrix(shape.Order, shape.Modulus), shape.Modulus, shape.Modulus).t().contiguous().DetachFromDisposeScope();
        }

        Tensor Column(Func<Equation, long> value) => torch.tensor([.. equations.Select(value)], dtype: torch.ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>B.</summary>
    public int Count { get; }

    /// <summary>Logits (B, V).</summary>
    /// <param name="blocks">The blocks' values, of the shapes of <see cref="CompactNetwork.Sizes"/>.</param>
    public Tensor Logits(IReadOnlyList<Tensor> blocks)
    {
        (Tensor sum, Tensor difference) = (InTokens(blocks[0]), InTokens(blocks[1]));
        Tensor scores = InTokens(blocks[shape.Scores]);
        Tensor l = scores.index_select(0, a).exp();                                              // (B, 1)
        Tensor r = scores.index_select(0, b).exp().Times(cross);
        Tensor whole = l.Plus(r).Plus(rest);
        double resting = 1 + cross + rest;
        Tensor leftMean = blocks[shape.Means].narrow(0, 0, 1);                                   // (1, K)
        Tensor rightMean = blocks[shape.Means].narrow(0, 1, 1);
        Tensor left = sum.Plus(difference).Plus(leftMean).index_select(0, a);                    // (B, K)
        Tensor right = (sum - difference).Plus(rightMean).index_select(0, b);
        Tensor offset = blocks[shape.Offset].Plus(leftMean.Times(-1 / resting)).Plus(rightMean.Times(-cross / resting));
        Tensor h = Norm((l / whole * left).Plus(r / whole * right).Plus(offset));
        Tensor neurons = Gelu.Apply(DenseLayer.Product(h.unsqueeze(0), blocks[shape.Hidden].t().contiguous().unsqueeze(0)), blocks[shape.HiddenBias]); // (1, B, M)
        Tensor after = DenseLayer.Apply(neurons, blocks[shape.Output].unsqueeze(0), blocks[shape.OutputBias]).squeeze(0);
        Tensor z = Norm(h.Plus(after));
        return DenseLayer.Apply(z.unsqueeze(0), InTokens(blocks[shape.Unembedding]).t().contiguous().unsqueeze(0), InTokens(blocks[shape.UnembeddingBias]).t()).squeeze(0);
    }

    /// <summary>The log-probability of each result, (B); not clipped, so that every equation has a gradient.</summary>
    public Tensor LogProbabilities(Tensor logits) => torch.nn.functional.log_softmax(logits, -1).gather(-1, targets.unsqueeze(-1)).squeeze(-1);

    /// <summary>The mean loss, nats, each clipped as <see cref="CrossEntropy"/> does.</summary>
    /// <param name="answers">Of <see cref="LogProbabilities"/>.</param>
    public static double Loss(Tensor answers)
    {
        double sum = 0;
        foreach (float each in answers.data<float>())
        {
            sum -= Math.Max(each, LeastLogProbability);
        }

        return sum / answers.shape[0];
    }

    /// <summary>Loss and number of right answers of a network in whole numbers.</summary>
    public (double Loss, int Right) Score(CompactNetwork network)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable none = torch.no_grad();
        Tensor logits = Logits([.. Enumerable.Range(0, network.Blocks.Count).Select(network.Values)]);
        return (Loss(LogProbabilities(logits)), Right(logits));
    }

    /// <summary>How many equations are answered rightly.</summary>
    public int Right(Tensor logits) => (int)logits.argmax(-1).eq(targets).sum().item<long>();

    /// <inheritdoc/>
    public void Dispose()
    {
        a.Dispose();
        b.Dispose();
        targets.Dispose();
        inverse?.Dispose();
    }

    private Tensor InTokens(Tensor block)
    {
        if (inverse is null)
        {
            return block;
        }

        long others = block.shape[0] - shape.Modulus;
        Tensor tokens = inverse.mm(block.narrow(0, 0, shape.Modulus));
        return others == 0 ? tokens : torch.cat([tokens, block.narrow(0, shape.Modulus, others)], 0);
    }

    private Tensor Norm(Tensor x) => x * x.Squared().sum([-1], keepdim: true).Times(1.0 / shape.Architecture.Width).Plus(NormEpsilon).rsqrt();
}
