using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Spectral;

/// <summary>Eigenvectors of many small symmetric matrices at once. Which way is fastest is the device's affair: <see cref="EigensolverChoice"/> measures it.</summary>
public interface IEigensolver
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>Decomposes G = V Λ Vᵀ.</summary>
    /// <param name="gram">(B, n, n), float64, symmetric, finite.</param>
    /// <returns>V, (B, n, n), in any order of the eigenvalues.</returns>
    Tensor Eigenvectors(Tensor gram);
}

/// <summary>libtorch's own: LAPACK on a CPU; on a GPU cuSOLVER's batched or single form, whichever the version at hand has. It has the host wait for a status, once a call.</summary>
public sealed class LibraryEigensolver : IEigensolver
{
    /// <inheritdoc/>
    public string Name => "eigh";

    /// <inheritdoc/>
    public Tensor Eigenvectors(Tensor gram) => torch.linalg.eigh(gram).Item2;
}
