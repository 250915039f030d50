using Grokking.Coders.Quantizing;
using Grokking.Compression;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tensors;

/// <summary>The sensitivities of a tensor and, of a matrix W = U S Vᵀ, those of its factors U S and V S, whose values also make up for each other.</summary>
/// <param name="Direct">Of each value.</param>
/// <param name="Left">Of each value of U S, (m, r); empty if it is no matrix.</param>
/// <param name="Right">Of each value of V S, (n, r).</param>
/// <param name="LeftFeedback">Along the directions of U S.</param>
/// <param name="RightFeedback">Along the directions of V S.</param>
internal sealed record SensitiveTensor(float[] Direct, float[] Left, float[] Right, ErrorFeedback? LeftFeedback, ErrorFeedback? RightFeedback)
{
    /// <summary>The same for all values of a parameter.</summary>
    public static SensitiveTensor Uniform(Parameter parameter, float sensitivity)
    {
        int rank = parameter.IsMatrix ? Math.Min(parameter.Shape[0], parameter.Shape[1]) : 0;
        return new(Same(parameter.Count), Same(rank > 0 ? parameter.Shape[0] * rank : 0), Same(rank > 0 ? parameter.Shape[1] * rank : 0), null, null);

        float[] Same(int count) => [.. Enumerable.Repeat(sensitivity, count)];
    }

    /// <summary>From the gradients of probes, each row-major, whose squares add up to the sensitivity.</summary>
    /// <param name="gradients">One array a probe.</param>
    /// <param name="spectrum">The matrix's; null if it is none.</param>
    public static SensitiveTensor Of(IReadOnlyList<float[]> gradients, MatrixSpectrum? spectrum)
    {
        float[] sums = new float[gradients[0].Length];
        foreach (float[] gradient in gradients)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += gradient[i] * gradient[i];
            }
        }

        if (spectrum is null)
        {
            double mean = sums.Length > 0 ? sums.Average(each => (double)each) : 0;
            return new([.. sums.Select(each => (float)((0.7 * each) + (0.3 * mean)))], [], [], null, null);
        }

        using DisposeScope scope = torch.NewDisposeScope();
        Tensor g = torch.stack([.. gradients.Select(each => torch.tensor(each, spectrum.Rows, spectrum.Columns))]); // (probes, m, n)
        Tensor u = torch.tensor(spectrum.ScaledLeft, spectrum.Rows, spectrum.FullRank) / torch.tensor([.. spectrum.SingularValues.Select(each => Math.Max(each, 1e-20f))], 1, spectrum.FullRank);
        Tensor v = torch.tensor(spectrum.Right, spectrum.FullRank, spectrum.Columns).t();
        (float[] left, ErrorFeedback leftFeedback) = Along(g.matmul(v));                         // (probes, m, r)
        (float[] right, ErrorFeedback rightFeedback) = Along(g.transpose(1, 2).matmul(u));       // (probes, n, r)
        return new(Product(torch.tensor(sums, spectrum.Rows, spectrum.Columns)), left, right, leftFeedback, rightFeedback);
    }

    /// <summary>What is expected of the network without the tensor.</summary>
    public double WithoutIt(ReadOnlySpan<float> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += (double)Direct[i] * values[i] * values[i];
        }

        return sum;
    }

    /// <summary>One row raised until the loss of all of it is expected to add at least so much to the distortion.</summary>
    public SensitiveTensor WithRow(int row, int width, ReadOnlySpan<float> values, double least)
    {
        double sum = 0;
        for (int i = row * width; i < (row + 1) * width; i++)
        {
            sum += (double)Direct[i] * values[i] * values[i];
        }

        if (!(sum > 0 && sum < least))
        {
            return this;
        }

        float factor = (float)(least / sum);
        int rank = Left.Length / (Direct.Length / width);
        return this with
        {
            Direct = [.. Direct.Select((each, i) => i / width == row ? each * factor : each)],
            Left = [.. Left.Select((each, i) => i / rank == row ? each * factor : each)],
            LeftFeedback = LeftFeedback is null ? null : LeftFeedback with { Weights = [.. LeftFeedback.Weights.Select((each, i) => i == row ? each * factor : each)] },
        };
    }

    /// <summary>All of them times a factor.</summary>
    public SensitiveTensor Times(double factor)
    {
        return new(Scaled(Direct), Scaled(Left), Scaled(Right), WithWeights(LeftFeedback), WithWeights(RightFeedback));

        float[] Scaled(float[] values) => [.. values.Select(each => (float)(each * factor))];

        ErrorFeedback? WithWeights(ErrorFeedback? feedback) => feedback is null ? null : feedback with { Weights = Scaled(feedback.Weights) };
    }

    // Second moments over probes and rows, as if each row's were a multiple of them.
    private static (float[] Values, ErrorFeedback Feedback) Along(Tensor gradients)
    {
        Tensor squares = gradients.Squared().sum([0]);                                            // (rows, r)
        Tensor flat = gradients.reshape(-1, gradients.shape[2]);
        double whole = Math.Max(squares.sum().item<float>(), 1e-30f);
        float[] weights = squares.sum([1]).Times(1 / whole).data<float>().ToArray();
        return (Product(squares), ErrorFeedback.Of(false, flat.t().mm(flat), weights));
    }

    // Few probes make single values noisy; the product of a row's and a column's is not.
    private static float[] Product(Tensor squares)
    {
        double whole = Math.Max(squares.sum().item<float>(), 1e-30f);
        return (squares.sum([1], keepdim: true) * squares.sum([0], keepdim: true)).Times(1 / whole).contiguous().data<float>().ToArray();
    }
}
