namespace Grokking.Coders.Entropy;

/// <summary>
/// The probability that a binary decision is 1, learnt from the decisions so far: p ← p + (bit − p) / (n + 3/2), where n counts them up to a limit (Krichevsky and Trofimov have n + 2,
/// which learns skewed odds more slowly).
/// Integers alone, so that encoder and decoder agree on every machine.
/// </summary>
public struct AdaptiveBit
{
    /// <summary>Probabilities are multiples of 2⁻¹⁶.</summary>
    public const int ProbabilityBits = 16;

    private const int StateBits = 22;
    private const int CountLimit = 1023;
    private static readonly int[] Reciprocals = [.. Enumerable.Range(0, CountLimit + 1).Select(n => (1 << 17) / ((2 * n) + 3))]; // 2¹⁶ / (n + 3/2)

    private uint state; // p · 2²² above 10 bits of n

    /// <summary>Knows nothing: even odds.</summary>
    public static AdaptiveBit Even => Starting(1 << (ProbabilityBits - 1), 0);

    /// <summary>Expects a 1 with a probability, as if after some decisions.</summary>
    /// <param name="probability">In units of 2⁻¹⁶, in [1, 65,535].</param>
    /// <param name="count">How many, at most 1023.</param>
    public static AdaptiveBit Starting(int probability, int count) => new() { state = ((uint)probability << (32 - ProbabilityBits)) | (uint)count };

    /// <summary>The probability of a 1 in units of 2⁻¹⁶, in [1, 65,535].</summary>
    public readonly int Probability => Math.Clamp((int)(state >> (32 - ProbabilityBits)), 1, (1 << ProbabilityBits) - 1);

    /// <summary>Learns a decision.</summary>
    public void Learn(int bit)
    {
        int count = (int)(state & CountLimit);
        int p = (int)(state >> (32 - StateBits));
        int target = bit == 0 ? 0 : (1 << StateBits) - 1;
        p += (int)(((long)(target - p) * Reciprocals[count]) >> 16);
        state = ((uint)p << (32 - StateBits)) | (uint)Math.Min(count + 1, CountLimit);
    }
}
