namespace Grokking.Coders;

/// <summary>What a container may ask of its decoder; a header that asks for more is refused before anything is allocated.</summary>
public static class Limits
{
    /// <summary>Values of all decoded tensors together: 64 million, 256 MB as float32.</summary>
    public const int Values = 1 << 26;

    /// <summary>Values that one byte of a container may stand for. A run of zeros costs almost nothing, so that a bound in proportion to the length has to be generous.</summary>
    public const int ValuesPerByte = 1 << 16;
}
