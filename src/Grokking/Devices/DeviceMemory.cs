using System.Runtime.InteropServices;

namespace Grokking.Devices;

/// <summary>The memory of a GPU, as its driver counts it: of all processes together.</summary>
/// <param name="Used">Bytes in use.</param>
/// <param name="Total">Bytes in all.</param>
public sealed partial record DeviceMemory(long Used, long Total)
{
    private const int Success = 0; // CUDA_SUCCESS

    /// <summary>Asks the driver.</summary>
    /// <param name="index">The GPU among those that this process sees, from 0.</param>
    /// <returns>Null where there is no driver or no such GPU.</returns>
    public static DeviceMemory? Of(int index)
    {
        try
        {
            return Initialize(0) == Success && GetDevice(out int device, index) == Success ? Ask(device) : null;
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    // The driver counts for the context at hand: libtorch's, which is the device's primary one.
    private static DeviceMemory? Ask(int device)
    {
        if (RetainPrimary(out nint context, device) != Success)
        {
            return null;
        }

        try
        {
            if (Push(context) != Success)
            {
                return null;
            }

            bool known = GetInfo(out nuint free, out nuint total) == Success;
            _ = Pop(out _);
            return known ? new((long)(total - free), (long)total) : null;
        }
        finally
        {
            _ = ReleasePrimary(device);
        }
    }

    [LibraryImport("libcuda.so.1", EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDevicePrimaryCtxRetain")]
    private static partial int RetainPrimary(out nint context, int device);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDevicePrimaryCtxRelease_v2")]
    private static partial int ReleasePrimary(int device);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuCtxPushCurrent_v2")]
    private static partial int Push(nint context);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuCtxPopCurrent_v2")]
    private static partial int Pop(out nint context);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuMemGetInfo_v2")]
    private static partial int GetInfo(out nuint free, out nuint total);
}
