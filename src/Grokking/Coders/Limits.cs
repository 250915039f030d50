namespace Grokking.Coders;

/// <summary>What a container may ask of its decoder; a header that asks for more is refused before anything is allocated.</summary>
public static class Limits
{
    /// <summary>Values of all decoded tensors together: 67 million, 268 MB as float32.</summary>
    public const long Values = 1 << 26;

    /// <summary>Values that any container may have, however short.</summary>
    public const long ValuesOfAny = 1 << 20;

    /// <summary>Values that each byte of a container may add. A run of zeros costs almost nothing, so that a bound in proportion to the length has to be generous.</summary>
    public const long ValuesPerByte = 1 << 14;

    /// <summary>The most values that a container of a length may have.</summary>
    public static long For(int containerLength) => Math.Min(Values, ValuesOfAny + (containerLength * ValuesPerByte));

    /// <summary>Refuses a shape with too many values.</summary>
    /// <exception cref="InvalidDataException">There are more than <see cref="For"/> says.</exception>
    internal static void Check(long values, int containerLength)
    {
        if (values < 0 || values > For(containerLength))
        {
            throw new InvalidDataException($"The container's network has {values} values; {containerLength} bytes may have at most {For(containerLength)}.");
        }
    }
}
