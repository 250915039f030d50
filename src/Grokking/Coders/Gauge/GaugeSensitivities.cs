using Grokking.Coders.Fourier;
using Grokking.Coders.Quantizing;
using Grokking.Model;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge;

/// <summary>
/// How much each value of a reduced network matters: the mean over equations of |∂logits / ∂value|², logits centred. A probe of random numbers for each equation and logit gives the backward
/// signal δ at each layer; a kernel's sensitivities are then the sum over equations of δ² input², in which only the logits are sampled. The inputs' second moments say how values can
/// make up for each other.
/// </summary>
internal sealed class GaugeSensitivities
{
    private const int Probes = 2;
    private const int MostEquations = 1280; // each draws for all logits; more, or more probes, made no file shorter
    private static readonly Scalar One = KeptScalar.Of(1L);

    private readonly GaugeShape shape;
    private readonly GaugeTrace trace;
    private readonly Tensor mixing;       // of heads, (H, H)
    private readonly Tensor[] sums;
    private readonly Tensor momentsOfX;   // of δ at x, (K, K)
    private readonly Tensor atNeurons;    // δ², summed over equations, (M)
    private readonly Tensor atOutput;     // (K)

    private GaugeSensitivities(GaugeNetwork network, GaugeTrace trace)
    {
        (shape, this.trace) = (network.Shape, trace);
        mixing = shape.IsMerged ? torch.ones(1, 1) : torch.from_array(GaugeFunction.Mixing(network));
        sums = [.. shape.Blocks().Select(each => torch.zeros(each.Rows, each.Columns))];
        momentsOfX = torch.zeros(shape.Directions, shape.Directions);
        atNeurons = torch.zeros(shape.Architecture.MlpWidth);
        atOutput = torch.zeros(shape.Directions);
    }

    /// <summary>The blocks of a network with their sensitivities.</summary>
    /// <param name="network">The network in a form, unquantised.</param>
    /// <param name="equations">Over which the mean is taken, in random order.</param>
    /// <param name="seed">Draws the probes.</param>
    public static IReadOnlyList<Block> Of(GaugeNetwork network, IReadOnlyList<Equation> equations, ulong seed)
    {
        equations = [.. equations.Take(MostEquations)];
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor a = torch.tensor([.. equations.Select(each => (long)each.A)], dtype: torch.ScalarType.Int64);
        Tensor b = torch.tensor([.. equations.Select(each => (long)each.B)], dtype: torch.ScalarType.Int64);
        using IDisposable gradients = torch.enable_grad();
        GaugeTrace trace = new GaugeFunction(network).Follow(a, b);
        GaugeSensitivities sensitivities = new(network, trace);
        for (int probe = 0; probe < Probes; probe++)
        {
            using DisposeScope inner = torch.NewDisposeScope();
            Tensor r = LogitProbe.Draw(seed, probe, trace.Logits.shape);
            IList<Tensor> found = torch.autograd.grad([trace.Logits], [trace.ScoreLeft, trace.ScoreRight, trace.X, trace.BeforeGelu, trace.Y], [r], retain_graph: true);
            using IDisposable none = torch.no_grad();
            sensitivities.Add(a, b, found, r);
        }

        using IDisposable noGradients = torch.no_grad();
        return sensitivities.Blocks(network, 1.0 / (Probes * equations.Count), equations.Count);
    }

    private void Add(Tensor a, Tensor b, IList<Tensor> found, Tensor r)
    {
        Tensor[] squares = [.. found.Select(each => each.Squared())];
        (Tensor atX, Tensor atBefore, Tensor atY) = (squares[2], squares[3].squeeze(0), squares[4]);
        // A mixture of heads is seen by the mixture of their weights.
        Tensor mixedLeft = trace.WeightLeft.mm(mixing);                                            // (B, H)
        Tensor mixedRight = trace.WeightRight.mm(mixing);
        for (int table = 0; table < shape.TableCount; table++)
        {
            int mixture = shape.IsMerged ? 0 : table;
            sums[table].index_add_(0, a, atX * mixedLeft.narrow(1, mixture, 1).Squared(), One);    // (B, K)
            sums[table].index_add_(0, b, atX * mixedRight.narrow(1, mixture, 1).Squared(), One);
        }

        for (int head = 0; head < shape.Heads; head++)
        {
            // Around constant attention a mean of tables only counts as far as the weights vary.
            Plus(sums[shape.Means].narrow(0, 2 * head, 1), Varying(trace.WeightLeft, head, atX));
            Plus(sums[shape.Means].narrow(0, (2 * head) + 1, 1), Varying(trace.WeightRight, head, atX));
        }

        Plus(momentsOfX, found[2].t().mm(found[2]));
        Plus(atNeurons, atBefore.sum([0]));
        Plus(atOutput, atY.sum([0]));
        sums[shape.Scores].index_add_(0, a, squares[0], One);
        sums[shape.Scores].index_add_(0, b, squares[1], One);
        Plus(sums[shape.Offset], atX.sum([0], keepdim: true));
        Plus(sums[shape.Hidden], atBefore.t().mm(trace.H.Squared()));
        Plus(sums[shape.HiddenBias], atBefore.sum([0], keepdim: true));
        Plus(sums[shape.Output], trace.Neurons.squeeze(0).Squared().t().mm(atY));
        Plus(sums[shape.OutputBias], atY.sum([0], keepdim: true));
        Plus(sums[shape.Unembedding], r.Squared().t().mm(trace.Z.Squared()));
        Plus(sums[shape.UnembeddingBias], r.Squared().sum([0]).unsqueeze(1));
        if (!shape.IsRotated)
        {
            Plus(sums[shape.Gain], (atY * trace.H.Squared()).sum([0], keepdim: true));
        }
    }

    private IReadOnlyList<Block> Blocks(GaugeNetwork network, double scale, int equations)
    {
        Tensor neurons = trace.Neurons.squeeze(0);
        float[][] values = [.. sums.Select((sum, i) => Spread(sum.Times(scale), i))];
        return [.. shape.Blocks().Select((each, i) => new Block(each.Name, each.Rows, each.Columns, network.Blocks[i], values[i]) { Feedback = FeedbackOf(i) })];

        ErrorFeedback? FeedbackOf(int block) =>
            block < shape.TableCount ? ErrorFeedback.Of(false, momentsOfX.Times(scale), RowWeights(values[block], scale))
            : block == shape.Hidden ? ErrorFeedback.Of(false, Moments(trace.H), Floats(atNeurons.Times(scale)))
            : block == shape.Output ? ErrorFeedback.Of(true, Moments(neurons), Floats(atOutput.Times(scale)))
            : block == shape.Unembedding ? ErrorFeedback.Of(false, Moments(trace.Z), [.. Enumerable.Repeat(1f, shape.Modulus + 2)])
            : null;

        Tensor Moments(Tensor inputs) => inputs.t().mm(inputs).Times(1.0 / equations);
    }

    // Sensitivities of a table's row are its weight times the diagonal of the moments.
    private float[] RowWeights(float[] sensitivities, double scale)
    {
        double whole = momentsOfX.diagonal().sum().item<float>() * scale;
        return [.. sensitivities.Chunk(shape.Directions).Select(row => whole > 0 ? (float)(row.Sum(each => (double)each) / whole) : 0)];
    }

    private static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    private static void Plus(Tensor sum, Tensor more) => sum.add_(more, One);

    private static Tensor Varying(Tensor weights, int head, Tensor atX)
    {
        Tensor weight = weights.narrow(1, head, 1);
        return ((weight - weight.mean()).Squared() * atX).sum([0], keepdim: true);
    }

    // After an orthonormal transform of the rows an error of one coefficient is spread over all tokens.
    private float[] Spread(Tensor sum, int block)
    {
        if (shape.Order == TokenOrder.None || !shape.HasTokenRows(block))
        {
            return Floats(sum);
        }

        Tensor spread = sum.narrow(0, 0, shape.Modulus).mean([0], keepdim: true).expand(shape.Modulus, -1);
        return Floats(torch.cat([spread, sum.narrow(0, shape.Modulus, sum.shape[0] - shape.Modulus)], 0));
    }
}
