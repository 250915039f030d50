using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Grokking.Devices;

/// <summary>What kind of GPU a device is, as its driver says, without libtorch.</summary>
/// <param name="Name">Its maker's name, such as <c>NVIDIA H200</c>.</param>
/// <param name="Capability">Its compute capability, such as <c>9.0</c>.</param>
/// <param name="Driver">The CUDA that its driver has, such as <c>12.8</c>.</param>
public sealed partial record CudaIdentity(string Name, string Capability, string Driver)
{
    private const int Success = 0; // CUDA_SUCCESS
    private const int LongestName = 256;
    private const int Major = 75; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
    private const int Minor = 76;

    /// <summary>Of a GPU that does not say.</summary>
    public static CudaIdentity Unnamed { get; } = new("GPU", "unknown", "unknown");

    /// <summary>Its name for identifiers: lower case, with hyphens for what is neither letter nor digit.</summary>
    public string Slug
    {
        get
        {
            string words = string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' '));
            return string.Join('-', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>Asks the driver.</summary>
    /// <param name="index">The GPU among those that this process sees, from 0.</param>
    /// <returns>Null where there is no driver or no such GPU.</returns>
    public static CudaIdentity? Of(int index)
    {
        try
        {
            byte[] name = new byte[LongestName];
            return Initialize(0) == Success
                && GetDevice(out int device, index) == Success
                && GetName(name, name.Length, device) == Success
                && GetAttribute(out int major, Major, device) == Success
                && GetAttribute(out int minor, Minor, device) == Success
                && GetVersion(out int version) == Success
                ? new(Encoding.UTF8.GetString(name).TrimEnd('\0'), Dotted(major, minor), Dotted(version / 1000, version % 1000 / 10))
                : null;
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, compute capability {Capability}, CUDA {Driver}";

    private static string Dotted(int first, int second) => string.Create(CultureInfo.InvariantCulture, $"{first}.{second}");

    [LibraryImport("libcuda.so.1", EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGetName")]
    private static partial int GetName(byte[] name, int length, int device);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGetAttribute")]
    private static partial int GetAttribute(out int value, int attribute, int device);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDriverGetVersion")]
    private static partial int GetVersion(out int version);
}
