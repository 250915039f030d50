namespace Grokking.Theory;

/// <summary>Spectral entropy and effective rank of weight matrices (Eqns 12 and 15; Roy and Vetterli 2007).</summary>
public static class EffectiveRank
{
    /// <summary>H_svd = −Σᵢ σ̄ᵢ log σ̄ᵢ with σ̄ᵢ = σᵢ / Σⱼ σⱼ, in nats. A zero singular value adds nothing, its limit; a zero matrix has no spectrum and H_svd = 0.</summary>
    /// <param name="singularValues">σ, (r), none negative.</param>
    public static double SpectralEntropy(ReadOnlySpan<float> singularValues)
    {
        double sum = 0;
        foreach (float each in singularValues)
        {
            sum += each;
        }

        double entropy = 0;
        foreach (float each in singularValues)
        {
            if (each > 0)
            {
                double part = each / sum;
                entropy -= part * Math.Log(part);
            }
        }

        return entropy;
    }

    /// <summary>rank_eff = exp(H_svd), from 1 to r.</summary>
    /// <param name="singularValues">σ, (r), none negative.</param>
    public static double Of(ReadOnlySpan<float> singularValues) => Math.Exp(SpectralEntropy(singularValues));

    /// <summary>Mean of rank_eff over the matrices of a network; 0 if it has none.</summary>
    /// <param name="spectra">The singular values of each matrix.</param>
    public static double Mean(IEnumerable<float[]> spectra) => spectra.Select(spectrum => Of(spectrum)).DefaultIfEmpty(0).Average();
}
