using Grokking.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Compression;

/// <summary>
/// The spectra of all matrices of one checkpoint. They depend on the weights alone, so one decomposition serves every threshold τ: R̃(θ, τ) of Eqn 14 is then a cut.
/// </summary>
public sealed class LowRank
{
    private LowRank(MatrixSpectrum?[] spectra) => Spectra = spectra;

    /// <summary>One entry per parameter in layout order; null where it is no matrix.</summary>
    public IReadOnlyList<MatrixSpectrum?> Spectra { get; }

    /// <summary>Decomposes every matrix in float32.</summary>
    /// <exception cref="ArgumentException">A weight is infinite or not a number.</exception>
    public static LowRank Of(Weights weights)
    {
        int bad = Array.FindIndex(weights.Values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new ArgumentException($"Weight {bad} is {weights.Values[bad]}; only finite weights can be coarse-grained.", nameof(weights));
        }

        MatrixSpectrum?[] spectra = new MatrixSpectrum?[weights.Layout.Parameters.Count];
        for (int i = 0; i < spectra.Length; i++)
        {
            Parameter parameter = weights.Layout.Parameters[i];
            spectra[i] = parameter.IsMatrix ? Decompose(weights[i].ToArray(), parameter.Shape[0], parameter.Shape[1]) : null;
        }

        return new LowRank(spectra);
    }

    /// <summary>The rank with which each parameter is stored at threshold τ, in layout order; 0 for those stored as they are (Eqn 14).</summary>
    /// <param name="tau">Threshold τ in [0, 1], one for all matrices.</param>
    public int[] Ranks(double tau) => [.. Spectra.Select(spectrum => spectrum?.StoredRank(tau) ?? 0)];

    /// <summary>The thresholds τ just above which another matrix is stored as it is and no longer by factors, ascending.</summary>
    public IReadOnlyList<double> Jumps => [.. Spectra.OfType<MatrixSpectrum>().Select(spectrum => spectrum.LargestUsefulThreshold).Where(tau => tau is > 0 and < 1).Order()];

    private static MatrixSpectrum Decompose(float[] values, int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = no_grad();
        (Tensor left, Tensor singular, Tensor right) = linalg.svd(tensor(values, rows, columns), fullMatrices: false);
        return new MatrixSpectrum(rows, columns, Copy(left * singular), Copy(singular), Copy(right));
    }

    private static float[] Copy(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
