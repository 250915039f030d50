using System.Runtime.InteropServices;

namespace Grokking.Devices;

/// <summary>
/// What libtorch can do with a GPU and TorchSharp 0.107 does not reach: an own small library, <c>libGrokCuda.so</c> (build/gpu/GrokCuda.cpp), built on the machine that has the GPU. Without it
/// everything works; memory that a cohort has freed then stays with this process for the next one, and libtorch gives it back only before it reports that there is none.
/// </summary>
public static partial class CudaExtras
{
    /// <summary>The library's file.</summary>
    public const string FileName = "libGrokCuda.so";

    private static readonly Lazy<bool> Present = new(() => NativeLibrary.TryLoad("GrokCuda", typeof(CudaExtras).Assembly, null, out _));

    /// <summary>Whether the library is at hand.</summary>
    public static bool IsPresent => Present.Value;

    /// <summary>Gives all memory that libtorch's allocator keeps for later back to the GPUs.</summary>
    /// <returns>Whether the library is at hand.</returns>
    public static bool EmptyCache()
    {
        if (IsPresent)
        {
            GrokCudaEmptyCache();
        }

        return IsPresent;
    }

    /// <summary>Has libtorch warn (1) or fail (2) whenever the host waits for a GPU, or not (0).</summary>
    /// <returns>Whether the library is at hand.</returns>
    public static bool SetSynchronizationDebugging(int level)
    {
        if (IsPresent)
        {
            GrokCudaSetSyncDebugMode(level);
        }

        return IsPresent;
    }

    [LibraryImport("GrokCuda", EntryPoint = "grok_cuda_empty_cache")]
    private static partial void GrokCudaEmptyCache();

    [LibraryImport("GrokCuda", EntryPoint = "grok_cuda_set_sync_debug_mode")]
    private static partial void GrokCudaSetSyncDebugMode(int level);
}
