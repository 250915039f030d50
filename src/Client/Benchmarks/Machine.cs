using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Grokking.Runs;
using TorchSharp;

namespace GrokCluster.Client.Benchmarks;

/// <summary>What figures were measured on: they mean nothing without it.</summary>
/// <param name="Processor">The processor's own name.</param>
/// <param name="Cores">Logical cores that this process may use.</param>
/// <param name="MemoryGiB">Memory that this process may use.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="TorchSharp">Version of the library that carries libtorch.</param>
/// <param name="Grok">Version of this program.</param>
/// <param name="Science">Version of the science.</param>
public sealed record Machine(string Processor, int Cores, double MemoryGiB, string System, string Runtime, string TorchSharp, string Grok, int Science)
{
    /// <summary>This machine.</summary>
    public static Machine Here() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        VersionOf(typeof(torch).Assembly),
        VersionOf(typeof(Machine).Assembly),
        RunId.ScienceVersion);

    /// <summary>Bytes of memory that the system has given this process: managed and native together.</summary>
    public static long ResidentBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static string ProcessorName()
    {
        const string Information = "/proc/cpuinfo";
        string? line = File.Exists(Information) ? File.ReadLines(Information).FirstOrDefault(each => each.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string VersionOf(Assembly assembly) => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version!.ToString();
}
