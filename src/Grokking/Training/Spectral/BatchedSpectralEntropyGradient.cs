using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Spectral;

/// <summary>
/// The gradient of β times the mean spectral entropy over all matrices (Eqns 15, 16), without a backward pass through a singular value decomposition.
/// <para>
/// With σ̄ = σ / Σσ and H = −Σ σ̄ log(σ̄ + 1e-10), ∂H/∂σⱼ = (hⱼ − Σᵢ hᵢ σ̄ᵢ) / Σσ where hᵢ = −log(σ̄ᵢ + 1e-10) − σ̄ᵢ / (σ̄ᵢ + 1e-10).
/// For W = U S Vᵀ the gradient by W is U diag(∂H/∂σ) Vᵀ = A diag(∂H/∂σ / σ) Vᵀ with A = W V, and V are the eigenvectors of the Gram matrix WᵀW.
/// </para>
/// <para>
/// The Gram matrix squares the spread of the singular values, and so do its eigenvectors' errors: all is in float64 up to the gradient, which alone is rounded. The singular values
/// are the column norms of A, which are right where the eigenvalues are lost in rounding (docs/decisions/0016-small-singular-values.md).
/// </para>
/// A wide matrix is transposed, so that the smaller Gram matrix is decomposed; those of equal size are decomposed as one batch.
/// A member whose weights are no longer finite is decomposed as zero, as a solver must not fail for it, and gets no gradient: it is the loss and the weights that say it has diverged.
/// </summary>
public sealed class BatchedSpectralEntropyGradient
{
    private const double LogGuard = 1e-10; // the authors' code's
    private const double Least = 1e-40; // keeps the quotients of an all-zero matrix finite; too small to occur in float32

    private readonly IReadOnlyList<IGrouping<int, (int Index, bool Wide)>> bySize;
    private readonly int matrices;
    private readonly Func<int, int, IEigensolver> solver;

    /// <summary>Groups the matrices of a layout.</summary>
    /// <param name="layout">The tensors.</param>
    /// <param name="solver">Chooses the solver by the matrices' size and number; libtorch's own if null.</param>
    public BatchedSpectralEntropyGradient(ParameterLayout layout, Func<int, int, IEigensolver>? solver = null)
    {
        IEigensolver library = new LibraryEigensolver();
        this.solver = solver ?? ((_, _) => library);
        var all = layout.Parameters.Select((parameter, index) => (parameter, index)).Where(each => each.parameter.IsMatrix).ToList();
        matrices = all.Count;
        bySize = [.. all.GroupBy(each => each.parameter.Shape.Min(), each => (each.index, each.parameter.Shape[0] < each.parameter.Shape[1]))];
    }

    /// <summary>Adds the penalty's gradient in place.</summary>
    /// <param name="weights">The layout's tensors, (S, …).</param>
    /// <param name="factors">β of each member, (S, 1, 1).</param>
    /// <param name="gradients">In layout order; changed in place.</param>
    public void AddTo(IReadOnlyList<Tensor> weights, Tensor factors, IReadOnlyList<Tensor> gradients)
    {
        using var noGradients = torch.no_grad();
        long members = factors.shape[0];
        Tensor factor = factors.Times(1.0 / matrices);
        foreach (IGrouping<int, (int Index, bool Wide)> group in bySize)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            List<Tensor> tall = [.. group.Select(each => Tall(weights[each.Index], each.Wide))];                             // (S, m, n), m ≥ n
            Tensor gram = torch.cat([.. tall.Select(matrix => torch.bmm(matrix.transpose(1, 2), matrix))], 0);               // (k·S, n, n)
            Tensor vectors = solver(group.Key, (int)gram.shape[0]).Eigenvectors(gram);
            int position = 0;
            foreach ((int index, bool wide) in group)
            {
                Tensor v = vectors.narrow(0, position * members, members);
                Tensor a = torch.bmm(tall[position], v);                                                                     // (S, m, n) ≈ U S
                Tensor exact = torch.bmm(a * Slope(a.norm(1, keepdim: true)), v.transpose(1, 2));                            // (S, m, n)
                Tensor gradient = Finite(exact.to(torch.ScalarType.Float32));
                gradients[index].PlusInPlace((wide ? gradient.transpose(1, 2) : gradient) * factor);
                position++;
            }
        }
    }

    private static Tensor Tall(Tensor matrix, bool wide) => Finite((wide ? matrix.transpose(1, 2) : matrix).to(torch.ScalarType.Float64));

    private static Tensor Finite(Tensor tensor) => torch.where(tensor.isfinite(), tensor, torch.zeros_like(tensor));

    // (∂H/∂σ) / σ for singular values (S, 1, n).
    private static Tensor Slope(Tensor singular)
    {
        Tensor sigma = singular.AtLeast(Least);
        Tensor total = sigma.sum(-1, keepdim: true);
        Tensor normalized = sigma / total;
        Tensor guarded = normalized.Plus(LogGuard);
        Tensor h = guarded.log().Plus(normalized / guarded).neg();
        return (h - (h * normalized).sum(-1, keepdim: true)) / total / sigma;
    }
}
