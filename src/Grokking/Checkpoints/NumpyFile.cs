using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Grokking.Checkpoints;

/// <summary>The <c>.npy</c> format of NumPy, versions 1 to 3: a magic, the length of a header, a Python dictionary with type, order and shape, then the values.</summary>
public static partial class NumpyFile
{
    private const int LargestHeader = 10_000;
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static readonly Dictionary<string, string> ElementTypes = new()
    {
        ["<f8"] = "F64",
        ["<f4"] = "F32",
        ["<f2"] = "F16",
        ["<i8"] = "I64",
        ["<i4"] = "I32",
        ["<i2"] = "I16",
        ["|i1"] = "I8",
        ["<u4"] = "U32",
        ["<u2"] = "U16",
        ["|u1"] = "U8",
    };

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What the tensor is called.</param>
    /// <exception cref="InvalidDataException">It is damaged, or holds what is not read here.</exception>
    public static StoredTensor Read(ReadOnlyMemory<byte> file, string name)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < Magic.Length + 6 || !bytes.StartsWith(Magic) || bytes[6] is < 1 or > 3)
        {
            throw new InvalidDataException("It does not begin as a NumPy file does.");
        }

        bool isShort = bytes[6] == 1;
        int start = isShort ? 10 : 12;
        uint length = isShort ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > LargestHeader || start + (int)length > bytes.Length)
        {
            throw new InvalidDataException($"Its header is said to be {length} bytes long, but it has {bytes.Length}: it is torn.");
        }

        Match header = Header().Match(Encoding.UTF8.GetString(bytes.Slice(start, (int)length)));
        if (!header.Success)
        {
            throw new InvalidDataException("Its header is not that of a NumPy file with an array of one type.");
        }

        if (!ElementTypes.TryGetValue(header.Groups["type"].Value, out string? type))
        {
            throw new InvalidDataException($"Its values are of type '{header.Groups["type"].Value}'; read here are {string.Join(", ", ElementTypes.Keys)}.");
        }

        int[] shape = Shape(header.Groups["shape"].Value);
        ReadOnlyMemory<byte> data = file[(start + (int)length)..];
        int size = StoredTensor.SizeOf(type)!.Value;
        if (shape.Aggregate(1.0, (product, each) => product * each) * size != data.Length)
        {
            throw new InvalidDataException($"An array of shape ({string.Join(", ", shape.Take(8))}) and type {type} does not fill its {data.Length} bytes.");
        }

        bool byColumns = header.Groups["fortran"].Value == "True" && shape.Length > 1;
        return !byColumns ? new(name, type, shape, data)
            : shape.Length == 2 ? new(name, type, shape, ByRows(data.Span, shape[0], shape[1], size))
            : throw new InvalidDataException("It lies in Fortran order, which is read for matrices only; write it with numpy.ascontiguousarray.");
    }

    private static int[] Shape(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(each => int.TryParse(each, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length
            : throw new InvalidDataException($"'{each}' is no length of an array."))];

    private static byte[] ByRows(ReadOnlySpan<byte> columns, int rows, int width, int size)
    {
        byte[] target = new byte[columns.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < width; column++)
            {
                columns.Slice(((column * rows) + row) * size, size).CopyTo(target.AsSpan(((row * width) + column) * size));
            }
        }

        return target;
    }

    [GeneratedRegex(@"^\{\s*'descr':\s*'(?<type>[^']{1,20})',\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\((?<shape>[0-9, ]{0,200})\),?\s*\}\s*$")]
    private static partial Regex Header();
}
