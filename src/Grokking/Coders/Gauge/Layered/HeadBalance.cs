using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge.Layered;

/// <summary>
/// Brings a head's product A Bᵀ of two kernels, of which only the product is seen, to its singular directions: A = P U S and B = Q V S, whose product is divided by the singular values again
/// where it is used. P and Q undo a weighting by what comes in, so that directions are ordered by what they do and not by what they might do.
/// </summary>
internal static class HeadBalance
{
    private const double Damping = 0.02; // part of the mean second moment that is added to each

    /// <summary>Balances all heads of a layer.</summary>
    /// <param name="left">A, (I, D), column by column of each head after the other.</param>
    /// <param name="right">B, (J, D).</param>
    /// <param name="heads">H.</param>
    /// <param name="leftMoments">(I, I), row-major: second moments of what A reads; null if all directions count alike.</param>
    /// <param name="rightMoments">(J, J) of B's.</param>
    /// <returns>Both, direction i of head h at i H + h.</returns>
    public static (double[,] Left, double[,] Right) Of(double[,] left, double[,] right, int heads, double[,]? leftMoments = null, double[,]? rightMoments = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int width = left.GetLength(1) / heads;
        (Tensor p, Tensor pBack) = Roots(leftMoments, left.GetLength(0));
        (Tensor q, Tensor qBack) = Roots(rightMoments, right.GetLength(0));
        (double[,] newLeft, double[,] newRight) = (new double[left.GetLength(0), left.GetLength(1)], new double[right.GetLength(0), right.GetLength(1)]);
        for (int head = 0; head < heads; head++)
        {
            int[] columns = [.. Enumerable.Range(0, width).Select(i => (head * width) + i)];
            Tensor product = p.mm(Columns(left, columns)).mm(Columns(right, columns).t()).mm(q.t());
            (Tensor u, Tensor s, Tensor vh) = torch.linalg.svd(product, fullMatrices: false);
            (Tensor a, Tensor b) = (pBack.mm(u * s), qBack.mm(vh.t() * s));

            // Both times γ, so that γ² a bᵀ / ŝ is a bᵀ / s.
            Tensor gamma = (Norms(a) * Norms(b)).sqrt() / s.AtLeast(double.Epsilon);
            Put(newLeft, a * gamma, heads, head, width);
            Put(newRight, b * gamma, heads, head, width);
        }

        return (newLeft, newRight);
    }

    private static Tensor Norms(Tensor columns) => columns.Squared().sum([0]).sqrt();

    // M^(1/2) and its inverse.
    private static (Tensor Root, Tensor Back) Roots(double[,]? moments, int size)
    {
        if (moments is null)
        {
            Tensor eye = torch.eye(size, dtype: torch.ScalarType.Float64);
            return (eye, eye);
        }

        (Tensor values, Tensor vectors) = torch.linalg.eigh(torch.tensor(Dense.Flat(moments), size, size, dtype: torch.ScalarType.Float64));
        double[] eigenvalues = values.data<double>().ToArray();
        double added = Math.Max(eigenvalues.Average() * Damping, 1e-30);
        Tensor roots = torch.tensor([.. eigenvalues.Select(each => Math.Sqrt(Math.Max(each, 0) + added))], 1, size);
        return ((vectors * roots).mm(vectors.t()), (vectors / roots).mm(vectors.t()));
    }

    private static Tensor Columns(double[,] matrix, int[] columns)
    {
        double[] values = Dense.Flat(Dense.Build(matrix.GetLength(0), columns.Length, (row, i) => matrix[row, columns[i]]));
        return torch.tensor(values, matrix.GetLength(0), columns.Length, dtype: torch.ScalarType.Float64);
    }

    private static void Put(double[,] target, Tensor source, int heads, int head, int width)
    {
        double[] values = source.contiguous().data<double>().ToArray();
        for (int row = 0; row < target.GetLength(0); row++)
        {
            for (int i = 0; i < Math.Min(width, (int)source.shape[1]); i++)
            {
                target[row, (i * heads) + head] = values[(row * source.shape[1]) + i];
            }
        }
    }
}
