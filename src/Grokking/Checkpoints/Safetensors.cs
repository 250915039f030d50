using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Grokking.Checkpoints;

/// <summary>One float32 tensor of a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">Row-major.</param>
/// <param name="Values">As many as the shape says.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values);

/// <summary>
/// The safetensors format, float32 only: a little-endian length, a JSON header, then the tensors' bytes. Files carry a SHA-256 of those bytes in their
/// metadata, which Python's safetensors ignores and <see cref="Read"/> verifies.
/// </summary>
public static class Safetensors
{
    private const string ChecksumKey = "sha256";
    private const string MetadataKey = "__metadata__";
    private const int LengthBytes = sizeof(ulong);
    private const int Alignment = 8;

    // The format's own limit on headers.
    private const ulong LargestHeader = 100_000_000;

    /// <summary>Encodes tensors and metadata.</summary>
    public static byte[] Write(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        byte[] data = new byte[tensors.Sum(tensor => tensor.Values.Length) * sizeof(float)];
        Dictionary<string, object> header = [];
        int offset = 0;
        foreach (NamedTensor tensor in tensors)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(tensor.Values.Span);
            bytes.CopyTo(data.AsSpan(offset));
            header.Add(tensor.Name, new { dtype = "F32", shape = tensor.Shape, data_offsets = (int[])[offset, offset + bytes.Length] });
            offset += bytes.Length;
        }

        header.Add(MetadataKey, new Dictionary<string, string>(metadata) { [ChecksumKey] = Convert.ToHexStringLower(SHA256.HashData(data)) });
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        int padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        byte[] file = new byte[LengthBytes + padded + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)padded);
        file.AsSpan(LengthBytes, padded).Fill((byte)' ');
        json.CopyTo(file, LengthBytes);
        data.CopyTo(file, LengthBytes + padded);
        return file;
    }

    /// <summary>Decodes a file and verifies its checksum, if it has one.</summary>
    /// <exception cref="InvalidDataException">The bytes are no whole safetensors file of float32 tensors.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < LengthBytes)
        {
            throw new InvalidDataException($"A safetensors file begins with {LengthBytes} bytes of length; this one has {file.Length} bytes.");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (headerLength > LargestHeader || headerLength > (ulong)(file.Length - LengthBytes))
        {
            throw new InvalidDataException($"The header is said to be {headerLength} bytes long, but the file has {file.Length}: it is torn or no safetensors file.");
        }

        ReadOnlyMemory<byte> data = file[(LengthBytes + (int)headerLength)..];
        try
        {
            using JsonDocument header = JsonDocument.Parse(file.Slice(LengthBytes, (int)headerLength));
            Dictionary<string, string> metadata = [];
            List<NamedTensor> tensors = [];
            foreach (JsonProperty entry in header.RootElement.EnumerateObject())
            {
                if (entry.NameEquals(MetadataKey))
                {
                    metadata = entry.Value.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString() ?? "");
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

            if (metadata.TryGetValue(ChecksumKey, out string? checksum) && checksum != Convert.ToHexStringLower(SHA256.HashData(data.Span)))
            {
                throw new InvalidDataException("The checksum does not fit the tensors' bytes: the file is torn or was changed.");
            }

            return (tensors, metadata);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The header is not that of a safetensors file: {fault.Message}", fault);
        }
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
