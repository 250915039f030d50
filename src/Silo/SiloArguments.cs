using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using GrokCluster.Grains.Devices;
using GrokCluster.Silo.Logging;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using Grokking.Model;

namespace GrokCluster.Silo;

/// <summary>The options of the stand-alone silo's command line.</summary>
internal static class SiloArguments
{
    private const string Auto = "auto";

    private static readonly Option<string?> Data = new("--data") { Description = "Host the storage under DIR; other silos can join it.", HelpName = "DIR" };
    private static readonly Option<string?> Redis = new("--redis") { Description = $"Join the storage of another silo, or a Redis server; ${Variables.Redis} by default, if set.", HelpName = "HOST:PORT[,password=…]" };
    private static readonly Option<string?> RedisPasswordFile = File("--redis-password-file", Variables.RedisPasswordFile, "Holds the password of the storage that --redis names");
    private static readonly Option<string?> Join = new("--join") { Description = "Join the storage of the silo that works on DIR, on this machine.", HelpName = "DIR" };
    private static readonly Option<string?> Checkpoints = new("--checkpoints")
    {
        Description = "Where the whole cluster keeps its checkpoints: a directory that all silos share, or an S3 bucket. By default where the storage says that they are, else DIR/checkpoints of --data. Credentials of a bucket come by environment, profile or role.",
        HelpName = "DIR|s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]",
    };

    private static readonly Option<Dictionary<string, int>> Slots = new("--slots")
    {
        Description = "How many cohorts or checkpoints to work on at once, by device class; auto is as many as the machine has, and cpu=auto the default.",
        HelpName = "CLASS=COUNT,…",
        CustomParser = ParseSlots,
    };

    private static readonly Option<double> DeviceMemory = new("--device-memory")
    {
        Description = "Memory of a GPU that a cohort may take: a part of it, or bytes.",
        HelpName = "PART|BYTES",
        DefaultValueFactory = _ => SlotOptions.DefaultDeviceMemory,
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "The silo's name in logs and the dashboard; by default the machine's, from its second silo on with a number.",
    };

    private static readonly Option<string> ClusterId = new("--cluster-id") { Description = "Which cluster to form or join.", DefaultValueFactory = _ => SiloOptions.DefaultClusterId };
    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "Address of the network interface to listen on and be reached by, or a host name of it; loopback by default. Beyond loopback, metrics and dashboard ask for the token of --token-file, and silos and clients for certificates if the --tls options are given; without those, only on a network that you trust.",
        HelpName = "ADDRESS|NAME",
        CustomParser = ParseAddress,
        DefaultValueFactory = _ => IPAddress.Loopback,
    };

    private static readonly Option<string?> TokenFile = File("--token-file", Variables.TokenFile, "Holds the token, at least 16 characters, that metrics and dashboard then ask everybody for; without one they answer this machine alone");
    private static readonly Option<string?> TlsCertificate = File("--tls-certificate", Variables.TlsCertificate, "The silo's certificate, in PEM, for server and client: silos and clients then encrypt, and ask one another for certificates");
    private static readonly Option<string?> TlsKey = File("--tls-key", Variables.TlsKey, "The private key of --tls-certificate, in PEM");
    private static readonly Option<string?> TlsAuthority = File("--tls-ca", Variables.TlsAuthority, "Certificates of the authority, in PEM, whose certificates are let in");
    private static readonly Option<string?> Format = new("--log-format") { Description = $"text, for people, or json, an object a line; ${Variables.LogFormat} by default, if set, else text.", HelpName = "text|json" };
    private static readonly Option<int> RedisPort = Port("--redis-port", "the hosted storage");
    private static readonly Option<int> SiloPort = Port("--silo-port", "other silos");
    private static readonly Option<int> GatewayPort = Port("--gateway-port", "clients");
    private static readonly Option<int> HttpPort = Port("--http-port", "metrics, health and dashboard");

    /// <summary>The command, without what it does.</summary>
    public static RootCommand Command() => new("A silo of a GrokCluster, as a process of its own.")
    {
        Data, Redis, RedisPasswordFile, Join, Checkpoints, Slots, DeviceMemory, Name, ClusterId, Bind, TokenFile, TlsCertificate, TlsKey, TlsAuthority, Format, RedisPort, SiloPort, GatewayPort, HttpPort,
    };

    /// <summary>How to write lines, also those that say what is wrong with the rest.</summary>
    /// <exception cref="SiloOptionsException">It is no format.</exception>
    public static LogFormat FormatOf(ParseResult result) => result.GetValue(Format).Or(Variables.LogFormat) switch
    {
        null or "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        var other => throw new SiloOptionsException([$"The log format (--log-format, {Variables.LogFormat}) is '{other}'; allowed is text or json."]),
    };

    /// <summary>What the command line, and the environment where that says nothing, tells a silo.</summary>
    /// <exception cref="SiloException">They contradict themselves, or there is no silo to join.</exception>
    public static SiloOptions Options(ParseResult result)
    {
        SiloEndpoint? joined = result.GetValue(Join) is { } directory ? Joined(directory, result.GetValue(Redis)) : null;
        bool isHosting = result.GetValue(Data) is not null;
        string? redis = joined?.RedisConnection() ?? (isHosting ? result.GetValue(Redis) : result.GetValue(Redis).Or(Variables.Redis));
        string? passwordFile = result.GetValue(RedisPasswordFile);
        return Rest(result) with
        {
            Redis = redis,
            RedisPasswordFile = isHosting || redis is null || RedisAddress.HasPassword(redis) ? passwordFile : passwordFile.Or(Variables.RedisPasswordFile),

            // A silo of the same user can use what the one that it joins uses.
            Tls = TlsFiles.Of(result.GetValue(TlsCertificate).Or(Variables.TlsCertificate), result.GetValue(TlsKey).Or(Variables.TlsKey), result.GetValue(TlsAuthority).Or(Variables.TlsAuthority)) ?? joined?.Tls,
        };
    }

    /// <summary>Whether the silo's name was given.</summary>
    public static bool IsNamed(ParseResult result) => result.GetValue(Name) is not null;

    /// <summary>Why there are no GPUs where as many as there are were asked for; null where there are some, or none were asked for.</summary>
    public static string? WithoutDevices(ParseResult result) =>
        result.GetResult(Slots)?.Tokens is [var given] && given.Value.Split(',').Contains($"{DeviceClass.Cuda}={Auto}") && CudaDevices.Reason is { } reason
            ? $"The slots (--slots) are '{given.Value}', but this silo has no GPU to use and goes on without: {reason}."
            : null;

    private static SiloOptions Rest(ParseResult result) => new()
    {
        DataDirectory = result.GetValue(Data),
        Checkpoints = result.GetValue(Checkpoints),
        Slots = result.GetValue(Slots) ?? new SiloOptions().Slots,
        DeviceMemory = result.GetValue(DeviceMemory),
        Name = result.GetValue(Name) ?? Environment.MachineName,
        ClusterId = result.GetRequiredValue(ClusterId),
        TokenFile = result.GetValue(TokenFile).Or(Variables.TokenFile),
        LogFormat = FormatOf(result),
        BindAddress = result.GetRequiredValue(Bind),
        RedisPort = result.GetValue(RedisPort),
        SiloPort = result.GetValue(SiloPort),
        GatewayPort = result.GetValue(GatewayPort),
        HttpPort = result.GetValue(HttpPort),
    };

    private static SiloEndpoint Joined(string directory, string? redis)
    {
        if (redis is not null)
        {
            throw new SiloOptionsException(["Give either the storage to join (--redis HOST:PORT) or the data directory of the silo that hosts it (--join DIR), and not both."]);
        }

        return SiloEndpoint.Find(directory)
            ?? throw new SiloException($"No silo works on the data directory {directory} that --join names; start one there first (--data {directory}), or join a storage elsewhere with --redis HOST:PORT,password=….");
    }

    private static Option<string?> File(string name, string variable, string what) => new(name) { Description = $"{what}; ${variable} by default, if set.", HelpName = "FILE" };

    private static Option<int> Port(string name, string user) => new(name) { Description = $"Port for {user}; 0, the default, takes the last one used if it is free, else one from the system.", HelpName = "PORT" };

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        try
        {
            return BindAddress.Find(result.Tokens[0].Value);
        }
        catch (SiloException fault)
        {
            result.AddError(fault.Message);
            return null;
        }
    }

    private static Dictionary<string, int>? ParseSlots(ArgumentResult result)
    {
        Dictionary<string, int> slots = [];
        foreach (string each in result.Tokens[0].Value.Split(','))
        {
            if (each.Split('=') is not [var device, var count] || SlotCount(device, count) is not { } number || !slots.TryAdd(device, number))
            {
                result.AddError($"The slots (--slots) are '{result.Tokens[0].Value}'; allowed is CLASS=COUNT or CLASS=auto with each class once, such as cpu=2,cuda=auto.");
                return null;
            }
        }

        return slots;
    }

    private static int? SlotCount(string device, string count) =>
        count == Auto ? MachineDevices.CountOf(device) : int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
