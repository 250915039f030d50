namespace Grokking.Coders.Containers;

/// <summary>Writes what <see cref="ByteReader"/> reads.</summary>
internal sealed class ByteWriter
{
    private readonly List<byte> bytes = [];

    /// <summary>One byte.</summary>
    public void Byte(int value) => bytes.Add(checked((byte)value));

    /// <summary>A whole number that is not negative.</summary>
    public void Number(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((value & 0x7F) | 0x80);
        }

        Byte(value);
    }

    /// <summary>A number of 16 bits.</summary>
    public void Half(Half value)
    {
        short bits = BitConverter.HalfToInt16Bits(value);
        Byte(bits & 0xFF);
        Byte((bits >> 8) & 0xFF);
    }

    /// <summary>Everything, and a stream after it.</summary>
    public byte[] Finish(ReadOnlySpan<byte> stream) => [.. bytes, .. stream];
}
