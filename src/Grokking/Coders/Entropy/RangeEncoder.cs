namespace Grokking.Coders.Entropy;

/// <summary>
/// A binary range coder (Martin 1979; carries as in LZMA): 32 bits of range, a 33-bit low end whose carry runs into bytes held back. The final bytes are as few as say where the
/// interval lies; the decoder takes those after the end for zeros, so that trailing zeros are not written.
/// </summary>
public struct RangeEncoder : IBitCoder
{
    private const uint Top = 1 << 24;

    private readonly List<byte> output = [];
    private ulong low;
    private uint range = uint.MaxValue;
    private byte cache;
    private long held = 1; // bytes waiting for a carry, the cache among them; the first is before the stream and stays 0

    /// <summary>Begins an empty stream.</summary>
    public RangeEncoder()
    {
    }

    /// <inheritdoc/>
    public static bool Encodes => true;

    /// <inheritdoc/>
    public readonly bool IsExhausted => false;

    /// <inheritdoc/>
    public int Code(int probability, int bit)
    {
        uint split = (range >> AdaptiveBit.ProbabilityBits) * (uint)probability;
        if (bit != 0)
        {
            range = split;
        }
        else
        {
            low += split;
            range -= split;
        }

        while (range < Top)
        {
            range <<= 8;
            Shift();
        }

        return bit;
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>Its bytes.</returns>
    public byte[] Finish()
    {
        RoundUp();
        for (int i = 0; i < sizeof(uint) + 1; i++)
        {
            Shift();
        }

        int length = output.Count;
        while (length > 1 && output[length - 1] == 0 && output.Count - length < BitCoding.MostUnwritten)
        {
            length--;
        }

        return [.. output[1..length]];
    }

    // Any number in [low, low + range) names the interval: the one with the most trailing zeros is the shortest.
    private void RoundUp()
    {
        for (int bits = 32; bits > 0; bits--)
        {
            ulong step = 1UL << bits;
            ulong rounded = (low + step - 1) & ~(step - 1);
            if (rounded - low < range)
            {
                low = rounded;
                return;
            }
        }
    }

    private void Shift()
    {
        if (low is < 0xFF000000UL or > uint.MaxValue)
        {
            byte carry = (byte)(low >> 32);
            output.Add((byte)(cache + carry));
            for (; held > 1; held--)
            {
                output.Add((byte)(0xFF + carry));
            }

            held = 0;
            cache = (byte)(low >> 24);
        }

        held++;
        low = (low & 0x00FFFFFF) << 8;
    }
}
