using System.Buffers.Binary;
using System.Text.Json;

namespace Grokking.Checkpoints;

/// <summary>One float32 tensor of a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">Row-major.</param>
/// <param name="Values">As many as the shape says.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values);

/// <summary>
/// The safetensors format: a little-endian length, a JSON header, then the tensors' bytes. Files written here carry a SHA-256 of the whole file in their
/// metadata (<see cref="FileChecksum"/>), which other readers ignore and reading verifies. Our own files hold float32; those of other programs may hold any type.
/// </summary>
public static class Safetensors
{
    private const int LengthBytes = sizeof(ulong);
    private const int Alignment = 8;

    // The format's own limit on headers.
    private const ulong LargestHeader = 100_000_000;

    /// <summary>Encodes float32 tensors and metadata.</summary>
    /// <param name="tensors">With different names.</param>
    /// <param name="metadata">Any names but that of the checksum, <c>sha256</c>.</param>
    /// <exception cref="ArgumentException">A name is there twice, or is the checksum's.</exception>
    public static byte[] Write(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        WriteStored([.. tensors.Select(tensor => StoredTensor.Of(tensor.Name, tensor.Shape, tensor.Values.Span))], metadata);

    /// <summary>Encodes tensors of any type and metadata.</summary>
    /// <inheritdoc cref="Write"/>
    public static byte[] WriteStored(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(Header(tensors, metadata));
        int padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        byte[] file = new byte[LengthBytes + padded + tensors.Sum(tensor => tensor.Bytes.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)padded);
        file.AsSpan(LengthBytes, padded).Fill((byte)' ');
        json.CopyTo(file, LengthBytes);
        int offset = LengthBytes + padded;
        foreach (StoredTensor tensor in tensors)
        {
            tensor.Bytes.CopyTo(file.AsMemory(offset));
            offset += tensor.Bytes.Length;
        }

        FileChecksum.Sign(file);
        return file;
    }

    /// <summary>Decodes a file that <see cref="Write"/> wrote, after its checksum.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">The bytes are not those that were written, or no whole safetensors file of numbers.</exception>
    public static (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> file)
    {
        (IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata) = ReadStored(file);
        return ([.. tensors.Select(tensor => new NamedTensor(tensor.Name, tensor.Shape, tensor.Reals()))], metadata);
    }

    /// <summary>Decodes the header of a file; tensors are views of its bytes.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="foreign">Whether a file of another program, which has no checksum, is read too; one that has it is verified all the same.</param>
    /// <exception cref="InvalidDataException">The bytes are not those that were written, or no whole safetensors file.</exception>
    public static (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) ReadStored(ReadOnlyMemory<byte> file, bool foreign = false)
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

        return SafetensorsHeader.Parse(file.Slice(LengthBytes, (int)headerLength), file[(LengthBytes + (int)headerLength)..]);
    }

    // The metadata comes first and the checksum first in it, so that it is found without parsing a header that may be damaged.
    private static OrderedDictionary<string, object> Header(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        OrderedDictionary<string, string> all = new() { [FileChecksum.Key] = FileChecksum.Blank };
        foreach ((string name, string value) in metadata)
        {
            all.Add(name, value);
        }

        OrderedDictionary<string, object> header = new() { [SafetensorsHeader.MetadataKey] = all };
        int offset = 0;
        foreach (StoredTensor tensor in tensors)
        {
            int end = offset + tensor.Bytes.Length;
            header.Add(tensor.Name, new { dtype = tensor.ElementType, shape = tensor.Shape, data_offsets = (int[])[offset, end] });
            offset = end;
        }

        return header;
    }
}
