using System.Net;
using GrokCluster.Silo.Logging;
using GrokCluster.Silo.Security;

namespace GrokCluster.Silo;

/// <summary>Everything that one silo has to be told. Exactly one of <see cref="DataDirectory"/> and <see cref="Redis"/> is set.</summary>
public sealed record SiloOptions
{
    /// <summary>The cluster that stand-alone silos form or join unless told otherwise.</summary>
    public const string DefaultClusterId = "grokcluster";

    /// <summary>Names the durable state; fixed, so that grain state and reminders outlive every cluster that worked on them.</summary>
    public const string ServiceId = "grokcluster";

    /// <summary>Directory in which this silo hosts its own storage; created where it does not exist. Null joins another storage by <see cref="Redis"/>.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Storage of another silo or a Redis server: <c>HOST:PORT[,password=…]</c> and other options of StackExchange.Redis. Null hosts one under <see cref="DataDirectory"/>.</summary>
    public string? Redis { get; init; }

    /// <summary>Holds the password of <see cref="Redis"/>; null where that has it, or none is needed.</summary>
    public string? RedisPasswordFile { get; init; }

    /// <summary>Silos of equal cluster id and storage work together; letters, digits, <c>-</c>, <c>_</c> and <c>.</c>. An embedded silo has an id of its own instead.</summary>
    public string ClusterId { get; init; } = DefaultClusterId;

    /// <summary>The silo's name in logs and the dashboard; letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>The address that every port of this silo listens on and that others reach it by; loopback unless told otherwise.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Port of the hosted storage, 0 to 65535; 0 takes the last one used on the data directory if it is free, else one from the system.</summary>
    public int RedisPort { get; init; }

    /// <summary>Port for other silos, 0 to 65535; 0 as for <see cref="RedisPort"/>.</summary>
    public int SiloPort { get; init; }

    /// <summary>Port for clients, 0 to 65535; 0 as for <see cref="RedisPort"/>.</summary>
    public int GatewayPort { get; init; }

    /// <summary>Port of metrics, health and dashboard, 0 to 65535; 0 as for <see cref="RedisPort"/>.</summary>
    public int HttpPort { get; init; }

    /// <summary>Holds the token that metrics and dashboard ask for, at least 16 characters; null keeps them for this machine alone. Health answers everybody.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Certificates by which silos and clients of this cluster know one another, and encrypt; null lets in whoever reaches the ports, in the clear.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>How log lines are written to the console.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>
    /// Where checkpoints are kept, for all silos of the cluster the same: a directory, or <c>s3://BUCKET[/PREFIX][?endpoint=URL&amp;region=NAME]</c>, without credentials.
    /// Null keeps them where the storage says that its cluster does, else in <see cref="DataDirectory"/>. An embedded silo always keeps them there.
    /// </summary>
    public string? Checkpoints { get; init; }

    /// <summary>How many cohorts or checkpoints this silo works on at once, by device class; one for each processor by default.</summary>
    public IReadOnlyDictionary<string, int> Slots { get; init; } = new Dictionary<string, int> { ["cpu"] = Environment.ProcessorCount };

    /// <summary>Bytes that the hosted storage's log may have before it is shortened; null derives it from the room on the disk. Tests set it, to have it shortened often.</summary>
    internal long? StorageLogLimit { get; init; }
}
