using System.Text.Json;
using GrokCluster.Silo.Security;

namespace GrokCluster.Silo.Storage;

/// <summary>How others reach a running silo. One with a data directory keeps it there in a file while it runs, for the processes of this machine.</summary>
/// <param name="ProcessId">The silo's process.</param>
/// <param name="ClusterId">Its cluster, which clients and further silos have to name.</param>
/// <param name="ServiceId">Names the durable state.</param>
/// <param name="Redis">The storage, as <c>HOST:PORT</c>.</param>
/// <param name="PasswordFile">Holds the hosted storage's password; readable by its owner alone. Null where the storage is hosted elsewhere.</param>
/// <param name="Gateway">Where Orleans clients connect, as <c>HOST:PORT</c>.</param>
/// <param name="Http">Base of metrics, health and dashboard.</param>
/// <param name="Tls">The silo's certificate, which clients and silos of this machine may use as well if they can read its key; null where silos ask for none.</param>
public sealed record SiloEndpoint(int ProcessId, string ClusterId, string ServiceId, string Redis, string? PasswordFile, string Gateway, Uri Http, TlsFiles? Tls)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>The endpoint of the silo that works on a data directory; null where none does, also if one was killed and left its file behind.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    public static SiloEndpoint? Find(string dataDirectory)
    {
        try
        {
            return DataDirectory.IsInUse(dataDirectory) ? JsonSerializer.Deserialize<SiloEndpoint>(File.ReadAllText(DataDirectory.EndpointFileOf(dataDirectory))) : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // starting or stopping
        }
    }

    /// <summary>What <see cref="SiloOptions.Redis"/> has to be for a silo that joins the hosted storage, the password included.</summary>
    public string RedisConnection() => PasswordFile is null ? Redis : $"{Redis},password={File.ReadAllText(PasswordFile).Trim()}";

    internal void Write(string file) => PrivateFile.Write(file, JsonSerializer.Serialize(this, Readable));
}
