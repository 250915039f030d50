using System.Runtime.InteropServices;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model.Passes;

/// <summary>
/// Attention of one query an equation, without keys and values of its positions, both ways. Each head h reads the inputs x themselves:
/// <code>
/// scoreₜ = xₜ · u + a number that softmax does not notice    u = W_K q / √d
/// attended = Σ wₜ (xₜ W_V + b_V) = m W_V + b_V               m = Σ wₜ xₜ
/// </code>
/// which takes products of B rows where keys and values take B · T. b_K has no gradient.
/// </summary>
internal sealed class ReadingAttention
{
    private const int Positions = QuadSoftmax.Positions;

    private readonly BlockParameters block;
    private readonly Matrix query;    // (B, D)
    private readonly Matrix input;    // (B · T, D)
    private readonly int heads;
    private readonly double scale;    // 1 / √d
    private readonly Tensor readings; // u, (H, B, D)
    private readonly Tensor mixtures; // m, (H, B, D)
    private readonly float[] weights; // (B, H, T)

    /// <summary>Goes forward.</summary>
    /// <param name="block">Parameters.</param>
    /// <param name="query">q of each equation, (B, D).</param>
    /// <param name="input">x, (B · T, D).</param>
    /// <param name="heads">H.</param>
    public ReadingAttention(BlockParameters block, Matrix query, Matrix input, int heads)
    {
        (this.block, this.query, this.input, this.heads) = (block, query, input, heads);
        scale = 1 / Math.Sqrt(query.Columns / heads);
        readings = torch.bmm(ByHead(query.Tensor), HeadsOf(block.Key).transpose(1, 2)).mul_(KeptScalar.Of(scale));
        weights = new float[query.Rows * heads * Positions];
        mixtures = torch.zeros_like(readings);
        Read();
        Attended = FromHeads(torch.bmm(mixtures, HeadsOf(block.Value)));
        Span<float> attended = Attended.Values;
        Span<float> bias = block.Value.Bias.Values;
        for (int start = 0; start < attended.Length; start += bias.Length)
        {
            RowArithmetic.Add(bias, attended.Slice(start, bias.Length));
        }
    }

    /// <summary>(B, D).</summary>
    public Matrix Attended { get; }

    private int Batch => query.Rows;

    private int Width => query.Columns;

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">By what was attended to, (B, D).</param>
    /// <param name="gradients">Of key and value; overwritten.</param>
    /// <returns>By the queries (B, D) and the input (B · T, D).</returns>
    public (Matrix Query, Matrix Input) Backward(Matrix gradient, BlockParameters gradients)
    {
        RowArithmetic.SumColumns(gradient.Values, gradients.Value.Bias.Values);
        Tensor byHead = ByHead(gradient.Tensor);                                                  // (H, B, d)
        SetKernel(torch.bmm(mixtures.transpose(1, 2), byHead), gradients.Value);
        Tensor byMixtures = torch.bmm(byHead, HeadsOf(block.Value).transpose(1, 2));              // (H, B, D)
        Matrix byInput = Matrix.Zeros(input.Rows, Width);
        Tensor byReadings = torch.zeros_like(readings);
        ReadBack(byMixtures, byReadings, byInput);
        byReadings.mul_(KeptScalar.Of(scale));
        SetKernel(torch.bmm(byReadings.transpose(1, 2), ByHead(query.Tensor)), gradients.Key);
        gradients.Key.Bias.Values.Clear();
        return (FromHeads(torch.bmm(byReadings, HeadsOf(block.Key))), byInput);
    }

    private void Read()
    {
        Span<float> x = input.Values;
        Span<float> u = Values(readings);
        Span<float> m = Values(mixtures);
        for (int equation = 0, next = 0; equation < Batch; equation++)
        {
            for (int head = 0; head < heads; head++)
            {
                ReadOnlySpan<float> reading = Of(u, head, equation);
                for (int position = 0; position < Positions; position++)
                {
                    weights[next++] = RowArithmetic.Dot(reading, At(x, equation, position));
                }
            }
        }

        QuadSoftmax.Apply(weights);
        for (int equation = 0, next = 0; equation < Batch; equation++)
        {
            for (int head = 0; head < heads; head++)
            {
                Span<float> mixture = Of(m, head, equation);
                for (int position = 0; position < Positions; position++)
                {
                    RowArithmetic.AddScaled(weights[next++], At(x, equation, position), mixture);
                }
            }
        }
    }

    private void ReadBack(Tensor byMixtures, Tensor byReadings, Matrix byInput)
    {
        Span<float> x = input.Values;
        Span<float> u = Values(readings);
        Span<float> dx = byInput.Values;
        Span<float> dm = Values(byMixtures);
        Span<float> du = Values(byReadings);
        float[] byScores = new float[weights.Length];
        for (int equation = 0, next = 0; equation < Batch; equation++)
        {
            for (int head = 0; head < heads; head++)
            {
                ReadOnlySpan<float> byMixture = Of(dm, head, equation);
                for (int position = 0; position < Positions; position++)
                {
                    byScores[next] = RowArithmetic.Dot(byMixture, At(x, equation, position));
                    RowArithmetic.AddScaled(weights[next++], byMixture, At(dx, equation, position));
                }
            }
        }

        QuadSoftmax.Backward(weights, byScores);
        for (int equation = 0, next = 0; equation < Batch; equation++)
        {
            for (int head = 0; head < heads; head++)
            {
                ReadOnlySpan<float> reading = Of(u, head, equation);
                Span<float> byReading = Of(du, head, equation);
                for (int position = 0; position < Positions; position++)
                {
                    RowArithmetic.AddScaled(byScores[next], At(x, equation, position), byReading);
                    RowArithmetic.AddScaled(byScores[next++], reading, At(dx, equation, position));
                }
            }
        }
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private Span<float> Of(Span<float> byHead, int head, int equation) => byHead.Slice(((head * Batch) + equation) * Width, Width);

    private Span<float> At(Span<float> rows, int equation, int position) => rows.Slice(((equation * Positions) + position) * Width, Width);

    // (B, D) → (H, B, d)
    private Tensor ByHead(Tensor rows) => rows.view(Batch, heads, -1).transpose(0, 1);

    // (H, B, d) → (B, D)
    private Matrix FromHeads(Tensor byHead) => Matrix.Of(byHead.transpose(0, 1).contiguous().view(Batch, Width));

    // (D, D) → (H, D, d)
    private Tensor HeadsOf(DenseParameters layer) => layer.Kernel.Tensor.view(Width, heads, -1).transpose(0, 1);

    private void SetKernel(Tensor byHead, DenseParameters gradients) =>
        gradients.Kernel.Tensor.view(Width, heads, -1).copy_(byHead.transpose(0, 1));
}
