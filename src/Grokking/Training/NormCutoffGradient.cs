namespace Grokking.Training;

/// <summary>
/// The gradient of the norm penalty that the authors' code offers: (‖θ‖/size − c)² for every tensor with ‖θ‖/size above the cutoff c, so
/// 2 (‖θ‖/size − c) / (size · ‖θ‖) · θ.
/// </summary>
public static class NormCutoffGradient
{
    /// <summary>Adds the gradient for one tensor of one member in place.</summary>
    public static void AddTo(ReadOnlySpan<float> weights, double cutoff, Span<float> gradient)
    {
        double norm = 0;
        foreach (float weight in weights)
        {
            norm += (double)weight * weight;
        }

        norm = Math.Sqrt(norm);
        double excess = (norm / weights.Length) - cutoff;
        if (excess <= 0)
        {
            return;
        }

        float factor = (float)(2 * excess / (weights.Length * norm));
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] += factor * weights[i];
        }
    }
}
