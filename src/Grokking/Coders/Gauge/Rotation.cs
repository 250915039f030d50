using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Gauge;

/// <summary>
/// An orthonormal basis of the residual stream, (K, D), whose vectors are orthogonal to (1, …, 1). Any such rotation of all tables leaves the function unchanged, so that it is
/// chosen for short codes and never written.
/// </summary>
internal static class Rotation
{
    private const double LeastPart = 0.35; // of a vector that must be new for it to become a direction

    /// <summary>The principal directions of rows.</summary>
    /// <param name="rows">(N, D), each centred.</param>
    /// <param name="first">Directions to begin with; vectors that are almost in their span already are passed over.</param>
    /// <returns>(D − 1, D).</returns>
    public static double[,] Principal(double[,] rows, IReadOnlyList<double[]>? first = null)
    {
        int width = rows.GetLength(1);
        List<double[]> basis = [[.. Enumerable.Repeat(1 / Math.Sqrt(width), width)]];
        foreach (double[] vector in first ?? [])
        {
            Extend(basis, vector, LeastPart);
        }

        double[,] projector = Dense.Build(width, width, (i, j) => (i == j ? 1 : 0) - basis.Sum(each => each[i] * each[j]));
        double[,] remaining = Dense.Multiply(rows, projector);
        foreach (double[] vector in EigenvectorsDescending(Dense.Multiply(Dense.Transpose(remaining), remaining)))
        {
            Extend(basis, vector, 0.5);
        }

        return Dense.Build(width - 1, width, (i, j) => basis[i + 1][j]);
    }

    private static void Extend(List<double[]> basis, double[] vector, double leastPart)
    {
        double[] rest = [.. vector];
        double before = Norm(rest);
        if (basis.Count == vector.Length || before == 0)
        {
            return;
        }

        // Twice, as once leaves rounding errors of the size of what was removed.
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (double[] each in basis)
            {
                double along = 0;
                for (int i = 0; i < rest.Length; i++)
                {
                    along += each[i] * rest[i];
                }

                for (int i = 0; i < rest.Length; i++)
                {
                    rest[i] -= along * each[i];
                }
            }
        }

        double after = Norm(rest);
        if (after > leastPart * before)
        {
            basis.Add([.. rest.Select(each => each / after)]);
        }
    }

    private static double Norm(double[] v) => Math.Sqrt(v.Sum(each => each * each));

    private static IEnumerable<double[]> EigenvectorsDescending(double[,] symmetric)
    {
        int size = symmetric.GetLength(0);
        using DisposeScope scope = torch.NewDisposeScope();
        (_, Tensor vectors) = torch.linalg.eigh(torch.tensor(Dense.Flat(symmetric), size, size, dtype: torch.ScalarType.Float64));
        double[] flat = vectors.t().contiguous().data<double>().ToArray();
        return Enumerable.Range(0, size).Reverse().Select(i => flat[(i * size)..((i + 1) * size)]).ToArray();
    }
}
