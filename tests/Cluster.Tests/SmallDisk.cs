using System.Diagnostics;

namespace GrokCluster.Cluster.Tests;

/// <summary>A small file system in memory, which a test may fill up. To mount one takes the rights of root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts one; null where this process may not.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        string path = Directory.CreateTempSubdirectory("grok-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path))
        {
            return new(path);
        }

        Directory.Delete(path);
        return null;
    }

    /// <summary>Fills it up to so many megabytes that stay free.</summary>
    public void Fill(int freeMegabytes)
    {
        using FileStream filler = File.Create(Filler);
        byte[] block = new byte[1 << 20];
        try
        {
            while (new DriveInfo(Path).AvailableFreeSpace >> 20 > freeMegabytes)
            {
                filler.Write(block);
                filler.Flush();
            }
        }
        catch (IOException) when (freeMegabytes == 0)
        {
            // Full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process? process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
