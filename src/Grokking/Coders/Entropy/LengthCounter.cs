namespace Grokking.Coders.Entropy;

/// <summary>Reckons how long a stream would be without writing it.</summary>
public struct LengthCounter : IBitCoder
{
    private const int TableBits = 12;
    private static readonly float[] Costs = [.. Enumerable.Range(0, 1 << TableBits).Select(i => (float)(TableBits - Math.Log2(i + 0.5)))];

    /// <inheritdoc/>
    public static bool Encodes => true;

    /// <inheritdoc/>
    public readonly bool IsExhausted => false;

    /// <summary>Bits so far.</summary>
    public double Bits { get; private set; }

    /// <inheritdoc/>
    public int Code(int probability, int bit)
    {
        int taken = bit != 0 ? probability : (1 << AdaptiveBit.ProbabilityBits) - probability;
        Bits += Costs[taken >> (AdaptiveBit.ProbabilityBits - TableBits)];
        return bit;
    }
}
