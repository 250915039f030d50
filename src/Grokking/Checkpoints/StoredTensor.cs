using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Grokking.Checkpoints;

/// <summary>One tensor as it lies in a file, of any type of the safetensors format; its values are decoded when they are asked for.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="ElementType">The format's name of it, such as <c>F32</c> or <c>BF16</c>; one of <see cref="ElementTypes"/>.</param>
/// <param name="Shape">Row-major.</param>
/// <param name="Bytes">As many as shape and type say, little-endian.</param>
public sealed record StoredTensor(string Name, string ElementType, IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Bytes)
{
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["F64"] = 8,
        ["F32"] = 4,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I64"] = 8,
        ["I32"] = 4,
        ["I16"] = 2,
        ["I8"] = 1,
        ["U64"] = 8,
        ["U32"] = 4,
        ["U16"] = 2,
        ["U8"] = 1,
        ["BOOL"] = 1,
        ["F8_E5M2"] = 1,
        ["F8_E4M3"] = 1,
        ["C64"] = 8,
    };

    /// <summary>The types that a file may have.</summary>
    public static IReadOnlyCollection<string> ElementTypes => Sizes.Keys;

    /// <summary>The types that <see cref="Reals"/> decodes.</summary>
    public static IReadOnlyList<string> RealTypes { get; } = ["F32", "F64", "F16", "BF16"];

    /// <summary>The types that <see cref="Wholes"/> decodes.</summary>
    public static IReadOnlyList<string> WholeTypes { get; } = ["I64", "I32", "I16", "I8", "U32", "U16", "U8"];

    /// <summary>Number of values; at most what a file's bytes hold.</summary>
    public int Count => Bytes.Length / SizeOf(ElementType)!.Value;

    /// <summary>Whether it holds numbers that can be weights.</summary>
    public bool IsReal => RealTypes.Contains(ElementType);

    /// <summary>Whether it holds whole numbers.</summary>
    public bool IsWhole => WholeTypes.Contains(ElementType);

    /// <summary>Bytes of one value; null if there is no such type.</summary>
    public static int? SizeOf(string elementType) => Sizes.TryGetValue(elementType, out int size) ? size : null;

    /// <summary>A float32 tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">As many values.</param>
    public static StoredTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values) => new(name, "F32", shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The values as float32; those of float64 are rounded to nearest, and may become infinite.</summary>
    /// <exception cref="InvalidDataException">The type is none of <see cref="RealTypes"/>.</exception>
    public float[] Reals()
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        return ElementType switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            "F64" => Decode(8, each => (float)BinaryPrimitives.ReadDoubleLittleEndian(each)),
            "F16" => Decode(2, each => (float)BinaryPrimitives.ReadHalfLittleEndian(each)),

            // The upper half of a float32.
            "BF16" => Decode(2, each => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(each) << 16)),
            _ => throw new InvalidDataException($"Tensor '{Name}' is of type {ElementType}; read here are {string.Join(", ", RealTypes)}."),
        };
    }

    /// <summary>The values as whole numbers.</summary>
    /// <exception cref="InvalidDataException">The type is none of <see cref="WholeTypes"/>.</exception>
    public long[] Wholes() => ElementType switch
    {
        "I64" => Decode(8, each => BinaryPrimitives.ReadInt64LittleEndian(each)),
        "I32" => Decode(4, each => (long)BinaryPrimitives.ReadInt32LittleEndian(each)),
        "I16" => Decode(2, each => (long)BinaryPrimitives.ReadInt16LittleEndian(each)),
        "I8" => Decode(1, each => (long)(sbyte)each[0]),
        "U32" => Decode(4, each => (long)BinaryPrimitives.ReadUInt32LittleEndian(each)),
        "U16" => Decode(2, each => (long)BinaryPrimitives.ReadUInt16LittleEndian(each)),
        "U8" => Decode(1, each => (long)each[0]),
        _ => throw new InvalidDataException($"Tensor '{Name}' is of type {ElementType}; read here are {string.Join(", ", WholeTypes)}."),
    };

    private T[] Decode<T>(int size, Decoder<T> decode)
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        T[] values = new T[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = decode(bytes.Slice(i * size, size));
        }

        return values;
    }

    private delegate T Decoder<T>(ReadOnlySpan<byte> bytes);
}
