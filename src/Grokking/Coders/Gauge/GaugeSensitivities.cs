using Grokking.Coders.Fourier;
using Grokking.Randomness;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge;

/// <summary>
/// How much each value of a reduced network matters: the mean over equations of |∂logits / ∂value|², centred. A probe r of random numbers for each equation and logit gives the backward
/// signal δ at each layer, and E[δ²] is exact in everything but the logits; a kernel's sensitivities are then (δ²)ᵀ (input²), with no sampling over equations.
/// </summary>
internal static class GaugeSensitivities
{
    private const int Probes = 4;

    /// <summary>One array for each block of the network's shape.</summary>
    public static IReadOnlyList<float[]> Of(GaugeNetwork network, IReadOnlyList<Equation> equations, ulong seed)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        GaugeShape shape = network.Shape;
        Tensor a = torch.tensor([.. equations.Select(each => (long)each.A)], dtype: torch.ScalarType.Int64);
        Tensor b = torch.tensor([.. equations.Select(each => (long)each.B)], dtype: torch.ScalarType.Int64);
        using IDisposable gradients = torch.enable_grad();
        GaugeTrace trace = new GaugeFunction(network).Follow(a, b);
        Tensor[] sums = [.. shape.Blocks().Select(each => torch.zeros(each.Rows, each.Columns))];
        for (int probe = 0; probe < Probes; probe++)
        {
            using DisposeScope inner = torch.NewDisposeScope();
            Tensor r = Draw(seed, probe, trace.Logits.shape);
            IList<Tensor> found = torch.autograd.grad([trace.Logits], [trace.ScoreLeft, trace.ScoreRight, trace.X, trace.BeforeGelu, trace.Y], [r], retain_graph: true);
            using IDisposable none = torch.no_grad();
            Tensor[] squares = [.. found.Select(each => each.square())];
            Add(sums, trace, shape, a, b, squares, r.square());
        }

        double scale = 1.0 / (Probes * equations.Count);
        return [.. sums.Select((sum, i) => Values(sum, scale, shape, i))];
    }

    private static void Add(Tensor[] sums, GaugeTrace trace, GaugeShape shape, Tensor a, Tensor b, Tensor[] squares, Tensor atLogits)
    {
        (Tensor atX, Tensor atBefore, Tensor atY) = (squares[2], squares[3].squeeze(0), squares[4]);
        for (int head = 0; head < shape.Heads; head++)
        {
            Tensor left = atX * trace.WeightLeft.narrow(1, head, 1).square();                     // (B, K)
            Tensor right = atX * trace.WeightRight.narrow(1, head, 1).square();
            foreach (int table in shape.IsMerged ? (int[])[0, 1] : [head])
            {
                sums[table].index_add_(0, a, left, KeptOne);
                sums[table].index_add_(0, b, right, KeptOne);
            }

            // Around constant attention a mean of tables only counts as far as the weights vary.
            Plus(sums[shape.Means].narrow(0, 2 * head, 1), Varying(trace.WeightLeft, head, atX));
            Plus(sums[shape.Means].narrow(0, (2 * head) + 1, 1), Varying(trace.WeightRight, head, atX));
        }

        sums[shape.Scores].index_add_(0, a, squares[0], KeptOne);
        sums[shape.Scores].index_add_(0, b, squares[1], KeptOne);
        Plus(sums[shape.Offset], atX.sum([0], keepdim: true));
        Plus(sums[shape.Hidden], atBefore.t().mm(trace.H.square()));
        Plus(sums[shape.HiddenBias], atBefore.sum([0], keepdim: true));
        Plus(sums[shape.Output], trace.Neurons.squeeze(0).square().t().mm(atY));
        Plus(sums[shape.OutputBias], atY.sum([0], keepdim: true));
        Plus(sums[shape.Unembedding], atLogits.t().mm(trace.Z.square()));
        Plus(sums[shape.UnembeddingBias], atLogits.sum([0]).unsqueeze(1));
        if (!shape.IsRotated)
        {
            Plus(sums[shape.Gain], (atY * trace.H.square()).sum([0], keepdim: true));
        }
    }

    private static readonly Scalar KeptOne = Model.KeptScalar.Of(1L);

    private static void Plus(Tensor sum, Tensor more) => sum.add_(more, KeptOne);

    private static Tensor Varying(Tensor weights, int head, Tensor atX)
    {
        Tensor weight = weights.narrow(1, head, 1);
        return ((weight - weight.mean()).square() * atX).sum([0], keepdim: true);
    }

    // After an orthonormal transform of the rows an error of one coefficient is spread over all tokens.
    private static float[] Values(Tensor sum, double scale, GaugeShape shape, int block)
    {
        float[] values = sum.data<float>().ToArray();
        (int rows, int columns) = ((int)sum.shape[0], (int)sum.shape[1]);
        int mixed = shape.Order != TokenOrder.None && shape.HasTokenRows(block) ? shape.Modulus : 0;
        for (int column = 0; column < columns; column++)
        {
            double mean = 0;
            for (int row = 0; row < mixed; row++)
            {
                mean += values[(row * columns) + column] / (double)mixed;
            }

            for (int row = 0; row < rows; row++)
            {
                ref float value = ref values[(row * columns) + column];
                value = (float)((row < mixed ? mean : value) * scale);
            }
        }

        return values;
    }

    private static Tensor Draw(ulong seed, int probe, long[] shape)
    {
        float[] numbers = new float[shape[0] * shape[1]];
        Gaussian.AddScaled(new DrawStream(seed, Purpose.Sensitivity, Epoch: probe), 0, numbers, 1, numbers);
        Tensor r = torch.tensor(numbers, shape);
        return r - r.mean([1], keepdim: true);
    }
}
