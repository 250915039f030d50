using System.Runtime.InteropServices;

namespace Grokking.Model;

/// <summary>Finds out before any work whether libtorch loads on this system, and says in one line what is missing if it does not.</summary>
public static class TorchLibrary
{
    private const string Supported = "GrokCluster runs on x64 Linux with glibc 2.28 or newer (Debian 10, Ubuntu 20.04, RHEL 8 and later), x64 Windows, and macOS on Apple silicon; use one of these, or a container of one";

    /// <summary>Loads the native libraries that lie beside the program.</summary>
    /// <param name="directory">The program's folder; null for <see cref="AppContext.BaseDirectory"/>.</param>
    /// <exception cref="PlatformNotSupportedException">One of them does not load; the message names it, the cause and the next move.</exception>
    public static void Load(string? directory = null)
    {
        foreach (string name in Names())
        {
            string path = Path.Combine(directory ?? AppContext.BaseDirectory, name);
            try
            {
                // Elsewhere, as with a libtorch of one's own, TorchSharp looks for it.
                if (File.Exists(path))
                {
                    NativeLibrary.Load(path);
                }
            }
            catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
            {
                throw new PlatformNotSupportedException($"{name} does not load on this system ({fault.Message.ReplaceLineEndings(" ").Trim()}); {Supported}.", fault);
            }
        }
    }

    private static string[] Names() =>
        OperatingSystem.IsWindows() ? ["torch_cpu.dll", "LibTorchSharp.dll"]
        : OperatingSystem.IsMacOS() ? ["libtorch_cpu.dylib", "libLibTorchSharp.dylib"]
        : ["libtorch_cpu.so", "libLibTorchSharp.so"];
}
