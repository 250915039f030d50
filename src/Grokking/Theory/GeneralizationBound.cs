namespace Grokking.Theory;

/// <summary>What each term of Eqn 4 has for one network.</summary>
/// <param name="Bytes">Length of the container.</param>
/// <param name="Complexity">K ln 2, the first term: the length in nats.</param>
/// <param name="Length">2 log K, what it costs that containers may have any length; K in bits, the logarithm natural.</param>
/// <param name="Confidence">log(1/δ).</param>
/// <param name="Choice">Logarithm of the number of containers from which this one was chosen by its bound.</param>
/// <param name="TrainCount">n.</param>
/// <param name="TrainingError">R̂.</param>
public sealed record BoundTerms(long Bytes, double Complexity, double Length, double Confidence, double Choice, int TrainCount, double TrainingError)
{
    /// <summary>√((K ln 2 + 2 log K + log(1/δ) + choice) / 2n), what is added to the training error.</summary>
    public double Gap => Math.Sqrt((Complexity + Length + Confidence + Choice) / (2.0 * TrainCount));

    /// <summary>The bound on the error of unseen equations.</summary>
    public double Bound => TrainingError + Gap;

    /// <summary>Whether it says anything: an error is never above 1.</summary>
    public bool IsInformative => Bound < 1;
}

/// <summary>
/// The finite-hypothesis bound of Lotfi et al. (2024), Eqn 4: with probability 1 − δ, R(h) ≤ R̂(h) + √((K(h) ln 2 + 2 log K(h) + log(1/δ)) / 2n), logarithms natural and K in bits.
/// The paper writes K(h) without the factor: its K is then in nats.
/// </summary>
/// <remarks>
/// The prior of a container of K = 8b bits is 2^(−K) / K². Of b bytes there are 2^K, and Σ 1/(8b)² over all b is below 1, so that it is one; −log of it are the first two terms.
/// </remarks>
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
        Check(trainCount, delta);
        double complexity = Math.Max(bits, 1);
        return trainingError + Math.Sqrt(((complexity * Math.Log(2)) + (2 * Math.Log(complexity)) - Math.Log(delta)) / (2.0 * trainCount));
    }

    /// <summary>The same, term by term, for a container that was chosen among several by its bound.</summary>
    /// <param name="bytes">Length of the container, positive.</param>
    /// <param name="trainingError">R̂.</param>
    /// <param name="trainCount">n, positive.</param>
    /// <param name="delta">δ in (0, 1), shared by all of the choices.</param>
    /// <param name="choices">How many containers were looked at, at least 1: each holds with δ / choices, so that all hold with δ.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static BoundTerms Terms(long bytes, double trainingError, int trainCount, double delta = DefaultDelta, int choices = 1)
    {
        Check(trainCount, delta);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(choices);
        double bits = 8.0 * bytes;
        return new(bytes, bits * Math.Log(2), 2 * Math.Log(bits), -Math.Log(delta), Math.Log(choices), trainCount, trainingError);
    }

    private static void Check(int trainCount, double delta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainCount);
        if (delta is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "The confidence parameter must lie between 0 and 1.");
        }
    }
}
