using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace GrokCluster.Silo.Storage;

/// <summary>
/// The directory that holds all a silo's durable data, locked for one process at a time. Garnet takes no lock of its own, and two on the same files would destroy them.
/// The lock is the operating system's, so it ends with the process however that ends.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream lockFile;

    private DataDirectory(string path, FileStream lockFile)
    {
        Path = path;
        this.lockFile = lockFile;
        Password = ReadOrCreatePassword();
    }

    /// <summary>The directory, as a full path.</summary>
    public string Path { get; }

    /// <summary>Where the storage server keeps its log and checkpoints.</summary>
    public string Garnet => System.IO.Path.Combine(Path, "garnet");

    /// <summary>Where checkpoints of runs go.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Where an embedded silo writes its warnings.</summary>
    public string LogFile => System.IO.Path.Combine(Path, "logs", "silo.log");

    /// <summary>Where a running silo says how to reach it; see <see cref="SiloEndpoint"/>.</summary>
    public string EndpointFile => EndpointFileOf(Path);

    /// <summary>Holds <see cref="Password"/>, readable by its owner alone.</summary>
    public string PasswordFile => System.IO.Path.Combine(Path, "password");

    /// <summary>Remembers the ports of the last start, so that silos and clients that lost this one find it again.</summary>
    internal string PortsFile => System.IO.Path.Combine(Path, "ports.json");

    /// <summary>Names the storage that belongs here; see <see cref="StorageGate"/>.</summary>
    internal string StorageIdFile => System.IO.Path.Combine(Path, "storage-id");

    /// <summary>What the hosted storage asks of everyone who connects: 256 random bits, drawn once for the directory's life.</summary>
    public string Password { get; }

    /// <summary>Creates the directory where needed and locks it for this process.</summary>
    /// <exception cref="DataDirectoryInUseException">Another silo holds it, in this process or another one.</exception>
    /// <exception cref="DataDirectoryUnusableException">It cannot be created or written, or is not a directory.</exception>
    public static DataDirectory Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new DataDirectoryUnusableException(full, new IOException("it is a file."));
        }

        try
        {
            Directory.CreateDirectory(full);
            FileStream lockFile = LockFile.TryTake(LockFileOf(full)) ?? throw new DataDirectoryInUseException(full, OwnerOf(full));
            try
            {
                PrivateFile.Write(OwnerFileOf(full), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                DataDirectory directory = new(full, lockFile);
                Directory.CreateDirectory(directory.Garnet);
                Directory.CreateDirectory(directory.Checkpoints);
                return directory;
            }
            catch
            {
                lockFile.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new DataDirectoryUnusableException(full, fault);
        }
    }

    /// <summary>Whether a silo, of this process or another one, holds the directory now.</summary>
    public static bool IsInUse(string path)
    {
        // To ask is to take the lock for a moment, which could turn a starting silo away; so only where the process that last held it is still there.
        string full = System.IO.Path.GetFullPath(path);
        if (OwnerOf(full) is not { } owner || !IsAlive(owner))
        {
            return false;
        }

        using FileStream? probe = LockFile.TryTake(LockFileOf(full));
        return probe is null;
    }

    /// <summary>Gives the directory free.</summary>
    public void Dispose() => lockFile.Dispose();

    internal static string EndpointFileOf(string path) => System.IO.Path.Combine(path, "endpoint.json");

    private static string LockFileOf(string path) => System.IO.Path.Combine(path, "lock");

    // Beside the lock file, which nobody else can read while it is locked.
    private static string OwnerFileOf(string path) => System.IO.Path.Combine(path, "lock.pid");

    private static int? OwnerOf(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(OwnerFileOf(path)), CultureInfo.InvariantCulture, out int owner) ? owner : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private string ReadOrCreatePassword()
    {
        if (!File.Exists(PasswordFile))
        {
            PrivateFile.Write(PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }

        return File.ReadAllText(PasswordFile).Trim();
    }
}
