using Grokking.Compression;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tensors;

/// <summary>
/// A matrix as two factors of one bin each,
/// <code>
/// W ≈ Σₖ Aₖ Bₖᵀ / nₖ    nₖ = ‖Aₖ‖ = ‖Bₖ‖
/// </code>
/// with the k that matter most in front. If W = U S Vᵀ is all that is known these are A = U S and B = V S. Where second moments H of what rows read and G of what columns matter for are
/// known, the directions are those of H^½ W G^½: of all matrices of a rank that with the least distortion.
/// </summary>
/// <param name="Left">A, (m, r).</param>
/// <param name="Right">B, (n, r).</param>
/// <param name="LeftDirections">Aₖ / nₖ.</param>
/// <param name="RightDirections">Bₖ / nₖ.</param>
internal sealed record MatrixFactors(Tensor Left, Tensor Right, Tensor LeftDirections, Tensor RightDirections)
{
    private const double Damping = 0.02;    // part of the mean moment that is added to each, without which directions that nothing reads would grow without bound
    private const double Least = 1e-20;

    /// <summary>A and B of singular values.</summary>
    public static (float[] Left, float[] Right) Of(MatrixSpectrum spectrum)
    {
        float[] right = new float[spectrum.Columns * spectrum.FullRank];
        for (int i = 0; i < right.Length; i++)
        {
            int k = i % spectrum.FullRank;
            right[i] = spectrum.Right[(k * spectrum.Columns) + (i / spectrum.FullRank)] * spectrum.SingularValues[k];
        }

        return (spectrum.ScaledLeft, right);
    }

    /// <summary>The factors of a matrix of which moments are known.</summary>
    /// <param name="matrix">W, (m, n).</param>
    /// <param name="moments">H and G.</param>
    public static MatrixFactors Of(Tensor matrix, GradientMoments moments)
    {
        Tensor w = matrix.to(torch.ScalarType.Float64);
        (Tensor rootOfRows, Tensor backFromRows) = Root(moments.Rows);
        (Tensor rootOfColumns, Tensor backFromColumns) = Root(moments.Columns);
        Tensor seen = rootOfRows.mm(w).mm(rootOfColumns);
        bool tall = seen.shape[0] >= seen.shape[1];
        (_, Tensor vectors) = torch.linalg.eigh(tall ? seen.t().mm(seen) : seen.mm(seen.t()));
        vectors = vectors.flip(1);

        // W = W (G^½ V) (G^-½ V)ᵀ = (H^-½ U) (H^½ U)ᵀ W.
        (Tensor a, Tensor b) = tall
            ? (w.mm(rootOfColumns).mm(vectors), backFromColumns.mm(vectors))
            : (backFromRows.mm(vectors), w.t().mm(rootOfRows).mm(vectors));
        Tensor normOfA = a.norm(0, keepdim: true);
        Tensor normOfB = b.norm(0, keepdim: true);
        return new(
            Single(a * normOfB),
            Single(b * normOfA),
            Single(a / normOfA.Plus(Least)),
            Single(b / normOfB.Plus(Least)));
    }

    private static Tensor Single(Tensor tensor) => tensor.to(torch.ScalarType.Float32).contiguous();

    // M^½ and M^-½.
    private static (Tensor Root, Tensor Back) Root(Tensor moments)
    {
        Tensor whole = moments.to(torch.ScalarType.Float64);
        double mean = whole.diagonal().mean().item<double>();
        (Tensor values, Tensor vectors) = torch.linalg.eigh(whole.Times(1 / Math.Max(mean, 1e-30)));
        Tensor roots = values.Plus(Damping).clamp_min(KeptScalar.Of(Damping)).sqrt();
        return ((vectors * roots.unsqueeze(0)).mm(vectors.t()), (vectors / roots.unsqueeze(0)).mm(vectors.t()));
    }
}
