using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Grokking.Checkpoints;

/// <summary>One float32 tensor of a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">Row-major.</param>
/// <param name="Values">As many as the shape says.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values);

/// <summary>
/// The safetensors format, float32 only: a little-endian length, a JSON header, then the tensors' bytes. Files written here carry a SHA-256 of the whole file in their
/// metadata (<see cref="FileChecksum"/>), which other readers ignore and <see cref="Read"/> verifies.
/// </summary>
public static class Safetensors
{
    private const string MetadataKey = "__metadata__";
    private const int LengthBytes = sizeof(ulong);
    private const int Alignment = 8;

    // The format's own limit on headers.
    private const ulong LargestHeader = 100_000_000;

    /// <summary>Encodes tensors and metadata.</summary>
    /// <param name="tensors">With different names.</param>
    /// <param name="metadata">Any names but that of the checksum, <c>sha256</c>.</param>
    /// <exception cref="ArgumentException">A name is there twice, or is the checksum's.</exception>
    public static byte[] Write(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(Header(tensors, metadata));
        int padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        byte[] file = new byte[LengthBytes + padded + (tensors.Sum(tensor => tensor.Values.Length) * sizeof(float))];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)padded);
        file.AsSpan(LengthBytes, padded).Fill((byte)' ');
        json.CopyTo(file, LengthBytes);
        int offset = LengthBytes + padded;
        foreach (NamedTensor tensor in tensors)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(tensor.Values.Span);
            bytes.CopyTo(file.AsSpan(offset));
            offset += bytes.Length;
        }

        FileChecksum.Sign(file);
        return file;
    }

    /// <summary>Decodes a file that <see cref="Write"/> wrote, after its checksum.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="foreign">Whether a file of another program, which has no checksum, is read too; one that has it is verified all the same.</param>
    /// <exception cref="InvalidDataException">The bytes are not those that were written, or no whole safetensors file of float32 tensors.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> file, bool foreign = false)
    {
        if (file.Length < LengthBytes)
        {
            throw new InvalidDataException($"A safetensors file begins with {LengthBytes} bytes of length; this one has {file.Length} bytes.");
        }

        bool signed = FileChecksum.IsIn(file.Span);
        if (!signed && !foreign)
        {
            throw new InvalidDataException("The file has no checksum where one is written: it was changed, or is of another program or version.");
        }

        if (signed && !FileChecksum.Fits(file.Span))
        {
            throw new InvalidDataException("The checksum does not fit the file: it is torn or was changed.");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (headerLength > LargestHeader || headerLength > (ulong)(file.Length - LengthBytes))
        {
            throw new InvalidDataException($"The header is said to be {headerLength} bytes long, but the file has {file.Length}: it is torn or no safetensors file.");
        }

        try
        {
            return Parse(file.Slice(LengthBytes, (int)headerLength), file[(LengthBytes + (int)headerLength)..]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The header is not that of a safetensors file: {fault.Message}", fault);
        }
    }

    // The metadata comes first and the checksum first in it, so that it is found without parsing a header that may be damaged.
    private static OrderedDictionary<string, object> Header(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        OrderedDictionary<string, string> all = new() { [FileChecksum.Key] = FileChecksum.Blank };
        foreach ((string name, string value) in metadata)
        {
            all.Add(name, value);
        }

        OrderedDictionary<string, object> header = new() { [MetadataKey] = all };
        int offset = 0;
        foreach (NamedTensor tensor in tensors)
        {
            int end = offset + (tensor.Values.Length * sizeof(float));
            header.Add(tensor.Name, new { dtype = "F32", shape = tensor.Shape, data_offsets = (int[])[offset, end] });
            offset = end;
        }

        return header;
    }

    private static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> data)
    {
        using JsonDocument json = JsonDocument.Parse(header);
        Dictionary<string, string> metadata = [];
        List<NamedTensor> tensors = [];
        foreach (JsonProperty entry in json.RootElement.EnumerateObject())
        {
            if (entry.NameEquals(MetadataKey))
            {
                metadata = entry.Value.EnumerateObject().Where(each => !each.NameEquals(FileChecksum.Key)).ToDictionary(each => each.Name, each => each.Value.GetString() ?? "");
            }
            else if (tensors.Any(tensor => tensor.Name == entry.Name))
            {
                throw new InvalidDataException($"Tensor '{entry.Name}' is there twice.");
            }
            else
            {
                tensors.Add(Tensor(entry.Name, entry.Value, data));
            }
        }

        return (tensors, metadata);
    }

    private static NamedTensor Tensor(string name, JsonElement entry, ReadOnlyMemory<byte> data)
    {
        string? type = entry.GetProperty("dtype").GetString();
        if (type != "F32")
        {
            throw new InvalidDataException($"Tensor '{name}' is of type {type}; only F32 is read here.");
        }

        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(each => each.GetInt32())];
        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(each => each.GetInt64())];
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > data.Length)
        {
            throw new InvalidDataException($"Tensor '{name}' lies at bytes {string.Join("–", offsets)} of {data.Length}: the file is torn.");
        }

        double values = shape.Aggregate(1.0, (product, size) => product * size);
        if (shape.Any(size => size < 0) || values * sizeof(float) != offsets[1] - offsets[0])
        {
            throw new InvalidDataException($"Tensor '{name}' of shape ({string.Join(", ", shape)}) does not fill its {offsets[1] - offsets[0]} bytes.");
        }

        return new(name, shape, MemoryMarshal.Cast<byte, float>(data.Span[(int)offsets[0]..(int)offsets[1]]).ToArray());
    }
}
