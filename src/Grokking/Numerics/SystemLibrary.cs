using System.Runtime.InteropServices;

namespace Grokking.Numerics;

/// <summary>
/// The library that exponentials, logarithms and sines come from where no vector kernel computes them; glibc has changed their last bits
/// between versions.
/// </summary>
internal static partial class SystemLibrary
{
    /// <summary>Its name and version; where it has none of its own, the operating system's.</summary>
    public static string Version { get; } =
        OperatingSystem.IsLinux() && Glibc() is { } version ? $"glibc {version}" : Environment.OSVersion.Version.ToString(2);

    private static string? Glibc()
    {
        try
        {
            return Marshal.PtrToStringAnsi(GetVersion());
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint GetVersion();
}
