namespace Grokking.Theory;

/// <summary>
/// The finite-hypothesis bound of Lotfi et al. (2024), Eqn 4: with probability 1 − δ, R(h) ≤ R̂(h) + √((K(h) + 2 log K(h) + log(1/δ)) / 2n), logarithms natural.
/// </summary>
public static class GeneralizationBound
{
    /// <summary>The published confidence parameter δ.</summary>
    public const double DefaultDelta = 0.05;

    /// <summary>The bound on the error of unseen equations; above 1 it says nothing.</summary>
    /// <param name="bits">K, the length of the coded network, bits. Below one bit, log K would be negative; K is then taken as 1.</param>
    /// <param name="trainingError">R̂, the part of the training equations that the network gets wrong.</param>
    /// <param name="trainCount">n, number of training equations, positive.</param>
    /// <param name="delta">δ in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">n or δ is outside its range.</exception>
    public static double Of(double bits, double trainingError, int trainCount, double delta = DefaultDelta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainCount);
        if (delta is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "The confidence parameter must lie between 0 and 1.");
        }

        double complexity = Math.Max(bits, 1);
        return trainingError + Math.Sqrt((complexity + (2 * Math.Log(complexity)) - Math.Log(delta)) / (2.0 * trainCount));
    }
}
