namespace Grokking.Coders.Containers;

/// <summary>Reads a container's bytes before its stream.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> source)
{
    private const int LargestNumberBytes = 5;

    private readonly ReadOnlySpan<byte> source = source;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => source[Position..];

    /// <summary>The next byte.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public byte Byte() => Position < source.Length ? source[Position++] : throw new InvalidDataException($"The container ends after {source.Length} bytes, within its header.");

    /// <summary>A whole number, seven bits a byte, lowest first; the high bit says that more follow.</summary>
    /// <param name="name">For the message.</param>
    /// <param name="largest">What it may be at most.</param>
    public int Number(string name, int largest)
    {
        long number = 0;
        for (int i = 0; i < LargestNumberBytes; i++)
        {
            byte part = Byte();
            number |= (long)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return number <= largest ? (int)number : throw new InvalidDataException($"The container gives {number} as {name}; at most {largest} is allowed.");
            }
        }

        throw new InvalidDataException($"The container's {name} does not end.");
    }

    /// <summary>A finite number of 16 bits, little-endian.</summary>
    public Half Half()
    {
        Half value = BitConverter.Int16BitsToHalf((short)(Byte() | (Byte() << 8)));
        return System.Half.IsFinite(value) ? value : throw new InvalidDataException($"The container has {value} as a constant; only finite ones are allowed.");
    }
}
