using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Quantizing;

/// <summary>
/// How the values of a block can make up for each other (Frantar et al. 2023, "GPTQ"). Where a kernel's inputs are correlated, the error of one value can be taken back by those that are
/// quantised after it: with H the inputs' second moments and H⁻¹ = LᵀL, L lower triangular, rounding wᵢ to q adds ((wᵢ − q) / Lᵢᵢ)² to the distortion if every wₖ still to come moves
/// by −Lᵢₖ (wᵢ − q) / Lᵢᵢ. The last comes first: blocks have their strongest rows and columns in front, so that the weak ones, which mostly become zero, leave their part to the strong ones.
/// All this is the encoder's affair; the decoder knows nothing of it.
/// </summary>
/// <param name="AlongRows">Whether the values of a column make up for each other, else those of a row.</param>
/// <param name="Count">n, how many do.</param>
/// <param name="Lower">L, (n, n), row-major.</param>
/// <param name="Weights">How much each column, or row, matters: a squared error of its output adds so much to the distortion.</param>
public sealed record ErrorFeedback(bool AlongRows, int Count, float[] Lower, float[] Weights)
{
    // Part of the mean second moment that is added to each: values that will be zero cannot make up for anything.
    private const double Damping = 0.05;

    /// <summary>Prepares the feedback of second moments.</summary>
    /// <param name="alongRows">Whether the values of a column make up for each other, else those of a row.</param>
    /// <param name="moments">H, (n, n), positive semidefinite.</param>
    /// <param name="weights">How much each column, or row, matters.</param>
    public static ErrorFeedback Of(bool alongRows, Tensor moments, float[] weights)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int n = (int)moments.shape[0];
        double[] damped = moments.to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
        double added = Math.Max(Enumerable.Range(0, n).Average(i => damped[(i * n) + i]) * Damping, 1e-30);
        for (int i = 0; i < n; i++)
        {
            damped[(i * n) + i] += added;
        }

        // Turned about, the upper factor of the inverse is a lower one.
        Tensor reversed = torch.linalg.inv(torch.tensor(damped, n, n, dtype: torch.ScalarType.Float64)).flip(0, 1);
        Tensor lower = torch.linalg.cholesky(reversed).t().flip(0, 1).to(torch.ScalarType.Float32).contiguous();
        return new(alongRows, n, lower.data<float>().ToArray(), weights);
    }
}
