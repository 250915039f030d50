namespace Grokking.Coders.Entropy;

/// <summary>
/// Where binary decisions go to or come from. What codes a matrix is written once for all three: encoding, decoding and reckoning of lengths; implementations are structures, so that
/// each gets machine code of its own.
/// </summary>
public interface IBitCoder
{
    /// <summary>Whether <see cref="Code"/> takes decisions; else it gives them.</summary>
    static abstract bool Encodes { get; }

    /// <summary>Whether a decoder has gone on beyond what the encoder can have left unwritten.</summary>
    bool IsExhausted { get; }

    /// <summary>Codes one decision.</summary>
    /// <param name="probability">That it is 1, in units of 2⁻¹⁶, in [1, 65,535].</param>
    /// <param name="bit">0 or 1; ignored by a decoder.</param>
    /// <returns>The decision.</returns>
    int Code(int probability, int bit);
}

/// <summary>What the coders share.</summary>
public static class BitCoding
{
    /// <summary>Zero bytes at the end of a stream that may be left unwritten.</summary>
    public const int MostUnwritten = 16;

    private const int Half = 1 << (AdaptiveBit.ProbabilityBits - 1);

    /// <summary>Codes a decision by a model, which learns it.</summary>
    public static int Code<T>(this ref T coder, ref AdaptiveBit model, int bit)
        where T : struct, IBitCoder, allows ref struct
    {
        int coded = coder.Code(model.Probability, bit);
        model.Learn(coded);
        return coded;
    }

    /// <summary>Codes a decision at even odds.</summary>
    public static int CodeEven<T>(this ref T coder, int bit)
        where T : struct, IBitCoder, allows ref struct => coder.Code(Half, bit);

    /// <summary>Codes a whole number of so many bits at even odds, highest first.</summary>
    public static int CodeNumber<T>(this ref T coder, int number, int bits)
        where T : struct, IBitCoder, allows ref struct
    {
        int coded = 0;
        for (int i = bits - 1; i >= 0; i--)
        {
            coded = (coded << 1) | coder.CodeEven((number >> i) & 1);
        }

        return coded;
    }
}
