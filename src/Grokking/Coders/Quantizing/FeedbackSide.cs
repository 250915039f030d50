using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Quantizing;

/// <summary>One side of <see cref="ErrorFeedback"/>: M of second moments M Mᵀ, in an order of its own.</summary>
/// <param name="Pivots">Mₜₜ, by place in the order.</param>
/// <param name="Lower">Mₜₛ / Mₛₛ for s &lt; t, (n, n), row-major; null if all are independent.</param>
/// <param name="Order">Which row or column has a place; null if that is its own.</param>
public sealed record FeedbackSide(float[] Pivots, float[]? Lower, int[]? Order)
{
    // Part of the mean second moment that is added to each: values that will be zero cannot make up for anything.
    private const double Damping = 0.05;

    /// <summary>How many there are.</summary>
    public int Count => Pivots.Length;

    /// <summary>The row or column at a place.</summary>
    public int At(int place) => Order is null ? place : Order[place];

    /// <summary>No one makes up for another.</summary>
    /// <param name="weights">How much each matters.</param>
    public static FeedbackSide Independent(float[] weights) => new([.. weights.Select(MathF.Sqrt)], null, null);

    /// <summary>All make up for each other.</summary>
    /// <param name="moments">(n, n), positive semidefinite.</param>
    /// <param name="sorted">Whether the strongest come in front.</param>
    public static FeedbackSide Correlated(Tensor moments, bool sorted)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int n = (int)moments.shape[0];
        double[] given = moments.to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
        double added = Math.Max(Enumerable.Range(0, n).Average(i => given[(i * n) + i]) * Damping, 1e-30);
        int[]? order = sorted ? [.. Enumerable.Range(0, n).OrderByDescending(i => given[(i * n) + i])] : null;
        double[] damped = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                damped[(i * n) + j] = given[((order?[i] ?? i) * n) + (order?[j] ?? j)] + (i == j ? added : 0);
            }
        }

        double[] factor = torch.linalg.cholesky(torch.tensor(damped, n, n, dtype: torch.ScalarType.Float64)).contiguous().data<double>().ToArray();
        float[] lower = new float[n * n];
        for (int t = 0; t < n; t++)
        {
            for (int s = 0; s < t; s++)
            {
                lower[(t * n) + s] = (float)(factor[(t * n) + s] / factor[(s * n) + s]);
            }
        }

        return new([.. Enumerable.Range(0, n).Select(i => (float)factor[(i * n) + i])], lower, order);
    }

    /// <summary>All second moments times a factor.</summary>
    public FeedbackSide Times(double factor) => this with { Pivots = [.. Pivots.Select(each => (float)(each * Math.Sqrt(factor)))] };
}
