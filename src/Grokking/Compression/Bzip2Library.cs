using System.Runtime.InteropServices;

namespace Grokking.Compression;

/// <summary>
/// The system's own bzip2, where there is one: it takes half the time of SharpZipLib for, but for a few bytes in rare cases, the same stream. Debian's package manager needs it, so that
/// practically every Linux has it.
/// </summary>
internal static unsafe class Bzip2Library
{
    private const int WorkFactor = 30; // the program's own

    private static readonly string[] Names = ["libbz2.so.1.0", "libbz2.so.1", "/usr/lib/libbz2.1.0.dylib"];
    private static readonly delegate* unmanaged[Cdecl]<byte*, uint*, byte*, uint, int, int, int, int> CompressBuffer = Find();

    /// <summary>Compresses a buffer into one stream; null if the system has no library.</summary>
    /// <param name="source">What is compressed.</param>
    /// <param name="blockSize">Block size in units of 100,000 bytes, 1 to 9.</param>
    /// <exception cref="OutOfMemoryException">The library found no memory.</exception>
    public static byte[]? Compress(ReadOnlySpan<byte> source, int blockSize)
    {
        if (CompressBuffer is null)
        {
            return null;
        }

        // One per cent and 600 bytes more always suffice (bzip2's manual, section 3.5.1).
        byte[] target = new byte[source.Length + (source.Length / 100) + 601];
        uint length = (uint)target.Length;
        fixed (byte* from = source)
        fixed (byte* to = target)
        {
            int code = CompressBuffer(to, &length, from, (uint)source.Length, blockSize, 0, WorkFactor);
            return code == 0 ? target[..(int)length] : throw new OutOfMemoryException($"libbz2 could not compress {source.Length} bytes (code {code}).");
        }
    }

    private static delegate* unmanaged[Cdecl]<byte*, uint*, byte*, uint, int, int, int, int> Find()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "BZ2_bzBuffToBuffCompress", out nint function))
            {
                return (delegate* unmanaged[Cdecl]<byte*, uint*, byte*, uint, int, int, int, int>)function;
            }
        }

        return null;
    }
}
