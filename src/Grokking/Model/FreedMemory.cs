using System.Runtime.InteropServices;

namespace Grokking.Model;

/// <summary>How the C library treats memory that libtorch frees.</summary>
public static partial class FreedMemory
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of malloc.h
    private const int TopPad = -2;        // M_TOP_PAD
    private const int MapThreshold = -3;  // M_MMAP_THRESHOLD

    private static readonly Lazy<bool> Kept = new(Configure);

    /// <summary>
    /// Keeps freed blocks for the next allocation instead of giving them back to the system. An update frees and allocates tensors of some megabytes a hundred times over, and glibc
    /// would have the system map, zero and unmap their pages each time: 6 to 15 % of an update. The process keeps what it once needed. Does nothing where the C library is not glibc.
    /// </summary>
    /// <returns>Whether the C library agreed.</returns>
    public static bool Keep() => Kept.Value;

    private static bool Configure()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return SetOption(MapThreshold, 1 << 30) == 1 && SetOption(TrimThreshold, int.MaxValue) == 1 && SetOption(TopPad, 1 << 26) == 1;
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // musl has neither the function nor the habit
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
