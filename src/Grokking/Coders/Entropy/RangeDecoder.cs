namespace Grokking.Coders.Entropy;

/// <summary>Reads what <see cref="RangeEncoder"/> wrote. Any bytes are some stream, so that nothing here can fail; what follows the end is zero.</summary>
public ref struct RangeDecoder : IBitCoder
{
    private const uint Top = 1 << 24;

    private readonly ReadOnlySpan<byte> source;
    private int next;
    private uint range = uint.MaxValue;
    private uint code;

    /// <summary>Begins at the first byte.</summary>
    public RangeDecoder(ReadOnlySpan<byte> source)
    {
        this.source = source;
        for (int i = 0; i < sizeof(uint); i++)
        {
            code = (code << 8) | Next();
        }
    }

    /// <inheritdoc/>
    public static bool Encodes => false;

    /// <inheritdoc/>
    public readonly bool IsExhausted => next - source.Length > BitCoding.MostUnwritten + sizeof(uint);

    /// <inheritdoc/>
    public int Code(int probability, int bit)
    {
        uint split = (range >> AdaptiveBit.ProbabilityBits) * (uint)probability;
        bool one = code < split;
        if (one)
        {
            range = split;
        }
        else
        {
            code -= split;
            range -= split;
        }

        while (range < Top)
        {
            range <<= 8;
            code = (code << 8) | Next();
        }

        return one ? 1 : 0;
    }

    private byte Next()
    {
        byte value = next < source.Length ? source[next] : (byte)0;
        next++;
        return value;
    }
}
