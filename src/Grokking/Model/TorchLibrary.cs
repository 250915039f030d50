using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Grokking.Model;

/// <summary>
/// Finds out before any work whether libtorch loads on this system, and says in one line what is missing if it does not. A program that was published without libtorch (<c>-p:Torch=none</c>), or that is to
/// use another one, takes it from the folder that <c>GROK_LIBTORCH</c> names, and from there <c>libLibTorchSharp.so</c> too if it is in it.
/// </summary>
public static class TorchLibrary
{
    /// <summary>The environment variable that names a folder with libtorch, such as <c>lib</c> of an installed PyTorch.</summary>
    public const string FolderVariable = "GROK_LIBTORCH";

    private const string Supported = "GrokCluster runs on x64 Linux with glibc 2.28 or newer (Debian 10, Ubuntu 20.04, RHEL 8 and later), x64 Windows, and macOS on Apple silicon; use one of these, or a container of one";

    private static readonly Lock Once = new();
    private static nint bridge;
    private static bool isResolved;

    /// <summary>Whether the libtorch in use is one with CUDA.</summary>
    public static bool HasCuda => File.Exists(Path.Combine(Folder() ?? AppContext.BaseDirectory, FileName("torch_cuda")));

    /// <summary>
    /// Tells the libtorch in use from others without loading it, by the lengths in bytes of its libraries: versions and builds differ in
    /// them. <c>absent</c> where there is none.
    /// </summary>
    public static string Build
    {
        get
        {
            string[] lengths = [.. from name in new[] { "torch_cpu", "torch_cuda" }
                                   let file = new FileInfo(Path.Combine(Folder() ?? AppContext.BaseDirectory, FileName(name)))
                                   where file.Exists
                                   let length = ((FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file).Length
                                   select string.Create(CultureInfo.InvariantCulture, $"{file.Name} of {length} bytes")];
            return lengths.Length == 0 ? "absent" : string.Join(", ", lengths);
        }
    }

    /// <summary>Loads the native libraries, from the folder that <see cref="FolderVariable"/> names or from beside the program.</summary>
    /// <exception cref="PlatformNotSupportedException">One of them is missing or does not load; the message names it, the cause and the next move.</exception>
    public static void Load()
    {
        if (Folder() is { } folder)
        {
            Load(AppContext.BaseDirectory, folder);
        }
        else
        {
            Load(AppContext.BaseDirectory);
        }
    }

    /// <summary>Loads the native libraries that lie beside a program.</summary>
    /// <param name="program">Its folder.</param>
    /// <exception cref="PlatformNotSupportedException">One of them does not load.</exception>
    public static void Load(string program)
    {
        foreach (string path in new[] { "torch_cpu", "LibTorchSharp" }.Select(name => Path.Combine(program, FileName(name))))
        {
            // Elsewhere, as with a libtorch of one's own, TorchSharp looks for it.
            if (File.Exists(path))
            {
                Open(path, Supported);
            }
            else if (path.Contains("torch_cpu", StringComparison.Ordinal) && File.Exists(Path.Combine(program, FileName("LibTorchSharp"))))
            {
                throw new PlatformNotSupportedException(
                    $"This program was published without libtorch; name the folder of one in ${FolderVariable}, such as $(python3 -c 'import torch; print(torch.__path__[0])')/lib of an installed PyTorch.");
            }
        }
    }

    /// <summary>Loads libtorch from a folder of its own, and TorchSharp's part from there or else from beside the program.</summary>
    /// <param name="program">The program's folder.</param>
    /// <param name="libtorch">libtorch's.</param>
    /// <exception cref="PlatformNotSupportedException">One of them is missing or does not load.</exception>
    public static void Load(string program, string libtorch)
    {
        string first = Path.Combine(libtorch, FileName("torch_cpu"));
        if (!File.Exists(first))
        {
            throw new PlatformNotSupportedException($"${FolderVariable} is '{libtorch}', which has no {FileName("torch_cpu")}; allowed is the folder of libtorch's libraries, such as 'lib' of an installed PyTorch.");
        }

        const string Next = $"${FolderVariable} must name a libtorch 2.10 for this system; TorchSharp's part can be built for another one (build/gpu/README.md)";
        lock (Once)
        {
            // libtorch.so brings libtorch_cuda where there is one; by their own names, they are found again by whoever needs them.
            foreach (string path in new[] { "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch" }.Select(name => Path.Combine(libtorch, FileName(name))).Where(File.Exists))
            {
                Open(path, Next);
            }

            string own = Path.Combine(libtorch, FileName("LibTorchSharp"));
            bridge = Open(File.Exists(own) ? own : Path.Combine(program, FileName("LibTorchSharp")), Next);
            if (!isResolved)
            {
                NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == "LibTorchSharp" ? bridge : 0);
                isResolved = true;
            }
        }
    }

    private static string? Folder() => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    private static nint Open(string path, string next)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            throw new PlatformNotSupportedException($"{Path.GetFileName(path)} does not load on this system ({fault.Message.ReplaceLineEndings(" ").Trim()}); {next}.", fault);
        }
    }

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{name}.dylib"
        : $"lib{name}.so";
}
