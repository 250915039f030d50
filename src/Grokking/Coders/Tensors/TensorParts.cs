using Grokking.Coders.Quantizing;
using Grokking.Compression;

namespace Grokking.Coders.Tensors;

/// <summary>
/// Which tensors of a network are coded, and in which two ways:
/// <code>
/// as it is   W (m, n)                                        factored   A = U S (m, r) and B = V S (n, r)    W ≈ Σₖ Aₖ Bₖᵀ / ŝₖ    ŝₖ = √(‖Aₖ‖ ‖Bₖ‖)
/// </code>
/// with W = U S Vᵀ. A and B have one bin each although their columns matter differently, since an error in either is divided by the singular value; which the decoder has from what it decoded.
/// Directions that are all zero fall away, and so the rank is found with the bin.
/// </summary>
internal static class TensorParts
{
    /// <summary>The parts, one for each coded tensor.</summary>
    /// <param name="coded">Of each parameter, how much of it is coded.</param>
    /// <param name="tensors">Of each parameter.</param>
    public static IReadOnlyList<Part> Of(IReadOnlyList<CodedTensor> coded, IReadOnlyList<SensitiveTensor> tensors) => [.. coded.Select(each => Of(each, tensors[each.Index]))];

    private static Part Of(CodedTensor coded, SensitiveTensor tensor) =>
        !coded.IsWhole ? new Part([tensor.Direct.First(coded.Rows)])
        : tensor.Factors.Count == 0 ? new Part([tensor.Direct])
        : new Part([tensor.Direct], tensor.Factors);

    /// <summary>The tensor of a part.</summary>
    public static float[] Values(QuantizedPart part)
    {
        float[] first = part.Blocks[0].Values();
        if (part.Blocks.Count == 1)
        {
            return first;
        }

        float[] second = part.Blocks[1].Values();
        (int rows, int columns, int rank) = (part.Blocks[0].Matrix.Rows, part.Blocks[1].Matrix.Rows, part.Blocks[0].Matrix.Columns);
        float[] transposed = new float[rank * columns];
        for (int k = 0; k < rank; k++)
        {
            double singular = Math.Sqrt(Norm(first, k, rank) * Norm(second, k, rank));
            for (int column = 0; column < columns && singular > 0; column++)
            {
                transposed[(k * columns) + column] = (float)(second[(column * rank) + k] / singular);
            }
        }

        float[] product = new float[rows * columns];
        MatrixProduct.Multiply(first, transposed, rank, columns, product);
        return product;
    }

    private static double Norm(float[] matrix, int column, int columns)
    {
        double sum = 0;
        for (int i = column; i < matrix.Length; i += columns)
        {
            sum += (double)matrix[i] * matrix[i];
        }

        return Math.Sqrt(sum);
    }
}
