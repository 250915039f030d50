using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Grokking.Model;
using ICSharpCode.SharpZipLib.BZip2;

namespace Grokking.Compression;

/// <summary>
/// The published coder: bzip2 with the largest block over canonical bytes. Canonical bytes, all little-endian: the magic <c>GCB1</c>; Δ as float64; per matrix in layout order
/// its rank as uint16 (0 for a matrix stored as it is); then every stored value as float32. The authors' code compresses a pickle of the same arrays instead.
/// The system's library compresses where there is one, SharpZipLib elsewhere; SharpZipLib decodes, so that what one wrote the other has read.
/// </summary>
public sealed class Bzip2Coder : ICoder
{
    private const int BlockSize = 9;
    private const uint Magic = 0x31424347; // "GCB1"; the digit is the version

    /// <inheritdoc/>
    public string Name => "bzip2";

    /// <inheritdoc/>
    public byte[] Encode(CoarseNetwork network)
    {
        byte[] canonical = [.. Header(network), .. LittleEndian(network.Values)];
        return Bzip2Library.Compress(canonical, BlockSize) ?? CompressManaged(canonical);
    }

    /// <inheritdoc/>
    public CoarseNetwork Decode(byte[] container, ParameterLayout layout)
    {
        try
        {
            using MemoryStream source = new(container, writable: false);
            using BZip2InputStream bzip2 = new(source);
            CoarseNetwork network = Read(bzip2, layout);
            return bzip2.ReadByte() < 0 && source.Position == source.Length ? network : throw new InvalidDataException("The container goes on after the network's last value.");
        }
        catch (Exception fault) when (fault is BZip2Exception or EndOfStreamException or IndexOutOfRangeException or NullReferenceException or ArgumentException or OverflowException)
        {
            // SharpZipLib reports some damage by the exception that its tables happen to run into.
            throw new InvalidDataException("The container is no whole bzip2 stream of a network: it is damaged, cut short or for another architecture.", fault);
        }
    }

    /// <summary>The same by SharpZipLib, for systems without a bzip2 of their own.</summary>
    internal static byte[] CompressManaged(byte[] canonical)
    {
        using MemoryStream container = new();
        using (BZip2OutputStream bzip2 = new(container, BlockSize) { IsStreamOwner = false })
        {
            bzip2.Write(canonical);
        }

        return container.ToArray();
    }

    private static byte[] Header(CoarseNetwork network)
    {
        IEnumerable<int> matrices = Enumerable.Range(0, network.Ranks.Count).Where(i => network.Layout.Parameters[i].IsMatrix);
        using MemoryStream header = new();
        using BinaryWriter writer = new(header);
        writer.Write(Magic);
        writer.Write(network.Delta);
        foreach (int matrix in matrices)
        {
            writer.Write(checked((ushort)network.Ranks[matrix]));
        }

        return header.ToArray();
    }

    private static CoarseNetwork Read(BZip2InputStream bzip2, ParameterLayout layout)
    {
        byte[] start = ReadExactly(bzip2, sizeof(uint) + sizeof(double));
        if (BinaryPrimitives.ReadUInt32LittleEndian(start) != Magic)
        {
            throw new InvalidDataException("The container does not begin with a network of this coder's version.");
        }

        double delta = BinaryPrimitives.ReadDoubleLittleEndian(start.AsSpan(sizeof(uint)));
        if (!double.IsFinite(delta) || delta < 0)
        {
            throw new InvalidDataException($"The container's bin size is {delta}; it must be 0 or positive.");
        }

        int[] ranks = ReadRanks(bzip2, layout);
        byte[] bytes = ReadExactly(bzip2, sizeof(float) * CoarseNetwork.StoredCount(layout, ranks));
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
            if (delta > 0 && !Quantizer.IsQuantized(values[i], delta))
            {
                throw new InvalidDataException($"The container's value {i} is {values[i]}, which is no multiple of its bin size {delta}.");
            }
        }

        return new CoarseNetwork(layout, delta, ranks, values);
    }

    private static int[] ReadRanks(BZip2InputStream bzip2, ParameterLayout layout)
    {
        int[] ranks = new int[layout.Parameters.Count];
        for (int i = 0; i < ranks.Length; i++)
        {
            Parameter parameter = layout.Parameters[i];
            if (parameter.IsMatrix)
            {
                ranks[i] = BinaryPrimitives.ReadUInt16LittleEndian(ReadExactly(bzip2, sizeof(ushort)));
                int largest = MatrixSpectrum.LargestUsefulRank(parameter.Shape[0], parameter.Shape[1]);
                if (ranks[i] > largest)
                {
                    throw new InvalidDataException($"The container gives {parameter.Name} rank {ranks[i]}; the largest of any use is {largest}.");
                }
            }
        }

        return ranks;
    }

    // The length is bounded by the layout, whatever the container says.
    private static byte[] ReadExactly(BZip2InputStream bzip2, int length)
    {
        byte[] bytes = new byte[length];
        for (int read = 0; read < length;)
        {
            int count = bzip2.Read(bytes, read, length - read);
            read += count > 0 ? count : throw new EndOfStreamException();
        }

        return bytes;
    }

    private static byte[] LittleEndian(float[] values)
    {
        byte[] bytes = new byte[sizeof(float) * values.Length];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(bytes);
            return bytes;
        }

        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }
}
