using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using GrokCluster.Grains.Devices;
using GrokCluster.Silo.Checkpoints;
using GrokCluster.Silo.Storage;
using Grokking.Devices;

namespace GrokCluster.Silo;

/// <summary>The stand-alone silo's command line.</summary>
internal static class SiloCommand
{
    private const int Refused = 2;
    private const string Auto = "auto";

    // Keeps a password out of the list of processes.
    private const string RedisVariable = "GROK_REDIS";
    private static readonly TimeSpan LossPatience = TimeSpan.FromSeconds(3);

    private static readonly Option<string?> Data = new("--data") { Description = "Host the storage under DIR; other silos can join it.", HelpName = "DIR" };
    private static readonly Option<string?> Redis = new("--redis") { Description = $"Join the storage of another silo, or a Redis server; ${RedisVariable} by default, if set.", HelpName = "HOST:PORT[,password=…]" };
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

    private static readonly Option<string> Name = new("--name") { Description = "The silo's name in logs and the dashboard; the machine's by default.", DefaultValueFactory = _ => Environment.MachineName };
    private static readonly Option<string> ClusterId = new("--cluster-id") { Description = "Which cluster to form or join.", DefaultValueFactory = _ => SiloOptions.DefaultClusterId };
    private static readonly Option<IPAddress> Bind = new("--bind")
    {
        Description = "Address of the network interface to listen on and be reached by; loopback by default. Silos do not yet ask one another for a password: only on a network that you trust.",
        HelpName = "ADDRESS",
        CustomParser = ParseAddress,
        DefaultValueFactory = _ => IPAddress.Loopback,
    };

    private static readonly Option<int> RedisPort = Port("--redis-port", "the hosted storage");
    private static readonly Option<int> SiloPort = Port("--silo-port", "other silos");
    private static readonly Option<int> GatewayPort = Port("--gateway-port", "clients");
    private static readonly Option<int> HttpPort = Port("--http-port", "metrics, health and dashboard");

    /// <summary>Runs a silo until SIGTERM or Ctrl-C.</summary>
    /// <returns>0 after a clean stop; 2, with one line of error, where the silo is told something that cannot be.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand command = new("A silo of a GrokCluster, as a process of its own.") { Data, Redis, Join, Checkpoints, Slots, DeviceMemory, Name, ClusterId, Bind, RedisPort, SiloPort, GatewayPort, HttpPort };
        ParseResult parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return await RefuseAsync(string.Join(" ", parsed.Errors.Select(each => each.Message)));
        }

        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                SiloOptions options = Options(result);
                if (options.Slots.GetValueOrDefault(DeviceClass.Cuda, -1) == 0 && CudaDevices.Reason is { } reason && result.GetResult(Slots)!.Tokens[0].Value.Contains($"{DeviceClass.Cuda}={Auto}", StringComparison.Ordinal))
                {
                    await error.WriteLineAsync($"The slots (--slots) are '{result.GetResult(Slots)!.Tokens[0].Value}', but this silo has no GPU to use and goes on without: {reason}.");
                }

                await ServeAsync(options, output, cancellationToken);
                return 0;
            }
            catch (SiloException fault)
            {
                return await RefuseAsync(fault.Message);
            }
        });

        // The host handles signals, and a stop is a clean end.
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });

        async Task<int> RefuseAsync(string message)
        {
            await error.WriteLineAsync(message.ReplaceLineEndings(" "));
            return Refused;
        }
    }

    private static async Task ServeAsync(SiloOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        while (await ServeOnceAsync(options, output, cancellationToken))
        {
            await output.WriteLineAsync($"Silo {options.Name} did not answer the others for a while and was declared dead; it starts anew.");
        }
    }

    // Whether it has to be started anew.
    private static async Task<bool> ServeOnceAsync(SiloOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using WebApplication silo = await SiloHost.StartAsync(options, cancellationToken: cancellationToken);
        SiloEndpoint endpoint = silo.Services.GetRequiredService<SiloEndpoint>();
        string join = options.DataDirectory is null ? "" : $" More silos join with --join {options.DataDirectory} here, or from elsewhere with --redis {endpoint.Redis},password=PASSWORD, where PASSWORD is in {endpoint.PasswordFile}.";
        await output.WriteLineAsync($"Silo {options.Name} is ready: dashboard {endpoint.Http}dashboard, metrics {endpoint.Http}metrics, clients connect to {endpoint.Gateway}, checkpoints in {silo.Services.GetRequiredService<ClusterCheckpoints>().Location}.{join}");
        TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration asked = silo.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        await using CancellationTokenRegistration cancelled = cancellationToken.Register(silo.Lifetime.StopApplication);
        await stopping.Task;

        // Nobody answers a silo that was declared dead: what it holds is being done elsewhere, and there is nothing to wait for.
        bool isLost = silo.Services.GetRequiredService<SiloLoss>().HasHappened;
        using CancellationTokenSource patience = new(isLost ? LossPatience : SiloHost.ShutdownTimeout);
        await silo.StopAsync(patience.Token);
        return isLost;
    }

    private static SiloOptions Options(ParseResult result) => new()
    {
        DataDirectory = result.GetValue(Data),
        Redis = result.GetValue(Join) is { } directory ? RedisOf(directory, result.GetValue(Redis)) : result.GetValue(Redis) ?? (result.GetValue(Data) is null ? Environment.GetEnvironmentVariable(RedisVariable) : null),
        Checkpoints = result.GetValue(Checkpoints),
        Slots = result.GetValue(Slots) ?? new SiloOptions().Slots,
        DeviceMemory = result.GetValue(DeviceMemory),
        Name = result.GetRequiredValue(Name),
        ClusterId = result.GetRequiredValue(ClusterId),
        BindAddress = result.GetRequiredValue(Bind),
        RedisPort = result.GetValue(RedisPort),
        SiloPort = result.GetValue(SiloPort),
        GatewayPort = result.GetValue(GatewayPort),
        HttpPort = result.GetValue(HttpPort),
    };

    private static string RedisOf(string directory, string? redis)
    {
        if (redis is not null)
        {
            throw new SiloOptionsException(["Give either the storage to join (--redis HOST:PORT) or the data directory of the silo that hosts it (--join DIR), and not both."]);
        }

        SiloEndpoint silo = SiloEndpoint.Find(directory)
            ?? throw new SiloException($"No silo works on the data directory {directory} that --join names; start one there first (--data {directory}), or join a storage elsewhere with --redis HOST:PORT,password=….");
        return silo.RedisConnection();
    }

    private static Option<int> Port(string name, string user) => new(name) { Description = $"Port for {user}; 0, the default, takes the last one used if it is free, else one from the system.", HelpName = "PORT" };

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out IPAddress? address))
        {
            return address;
        }

        result.AddError($"The address (--bind) is '{result.Tokens[0].Value}'; allowed is the IP address of one of this machine's network interfaces, such as 10.0.0.5.");
        return null;
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
