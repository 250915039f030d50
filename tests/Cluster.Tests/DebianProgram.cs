using System.Net;
using System.Net.Sockets;

namespace GrokCluster.Cluster.Tests;

/// <summary>Programs of Debian's that some tests need and a machine may lack.</summary>
internal static class DebianProgram
{
    /// <summary>Whether a program is on the path.</summary>
    public static bool IsInstalled(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Passes a test over, with the reason, where its program is missing.</summary>
    /// <param name="name">The program.</param>
    /// <param name="package">Debian's package that has it.</param>
    public static void SkipUnlessInstalled(string name, string package) => Assert.SkipUnless(IsInstalled(name), $"{name} is not installed here (Debian's package {package}).");

    /// <summary>A port of loopback that is free now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
