using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo;

/// <summary>The ports of one silo, all different, free at the time of choosing.</summary>
/// <param name="Redis">Of the hosted storage; unused where another is joined.</param>
/// <param name="Silo">For other silos.</param>
/// <param name="Gateway">For clients.</param>
/// <param name="Http">For metrics, health and dashboard.</param>
internal sealed record SiloPorts(int Redis, int Silo, int Gateway, int Http)
{
    // A lost race for one port of several addresses is won within a few of the system's choices.
    private const int Choices = 10;

    /// <summary>Where HTTP is served: loopback as well, as tunnels (<c>kubectl port-forward</c>, <c>ssh -L</c>) end there, and without a token nobody else is answered.</summary>
    public static IReadOnlyList<IPAddress> HttpAddresses(SiloOptions options) =>
        options.BindAddress.Equals(IPAddress.Loopback) ? [IPAddress.Loopback] : [options.BindAddress, IPAddress.Loopback];

    /// <summary>
    /// Takes what the options say, else what the data directory remembers and is still free, else what the system gives. A silo that comes back where it was
    /// replaces its dead self in the membership at once, and silos that use its storage find it again.
    /// </summary>
    /// <exception cref="SiloException">A port that the options name is taken.</exception>
    public static SiloPorts Choose(SiloOptions options, DataDirectory? directory)
    {
        SiloPorts? last = Remembered(directory);
        List<TcpListener> held = [];
        try
        {
            SiloPorts ports = new(
                Choose("--redis-port", options.RedisPort, last?.Redis, [options.BindAddress]),
                Choose("--silo-port", options.SiloPort, last?.Silo, [options.BindAddress]),
                Choose("--gateway-port", options.GatewayPort, last?.Gateway, [options.BindAddress]),
                Choose("--http-port", options.HttpPort, last?.Http, HttpAddresses(options)));
            if (directory is not null)
            {
                PrivateFile.Write(directory.PortsFile, JsonSerializer.Serialize(ports));
            }

            return ports;
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }

        // Chosen ports are held until all are chosen: the system gives none of them twice.
        int Choose(string option, int wanted, int? remembered, IReadOnlyList<IPAddress> addresses) =>
            wanted > 0 ? TryHold(wanted, addresses) ?? throw new SiloException($"The port {wanted} ({option}) of {string.Join(" and ", addresses)} cannot be used: another process has it, or only the system may; give another, or 0 to let the system choose.")
            : remembered is > 0 and { } port && TryHold(port, addresses) is { } again ? again
            : Enumerable.Range(0, Choices).Select(_ => TryHold(0, addresses)).FirstOrDefault(each => each is not null)
            ?? throw new SiloException($"The system has no port ({option}) that is free at {string.Join(" and ", addresses)}; give one.");

        int? TryHold(int port, IReadOnlyList<IPAddress> addresses) =>
            TryHoldAt(addresses[0], port) is { } chosen && addresses.Skip(1).All(other => TryHoldAt(other, chosen) is not null) ? chosen : null;

        int? TryHoldAt(IPAddress address, int port)
        {
            TcpListener listener = new(address, port);
            try
            {
                listener.Start();
                held.Add(listener);
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                listener.Dispose();
                throw new SiloException($"The address {options.BindAddress} (--bind) is none of this machine's; allowed is that of one of its network interfaces, such as {OneOfOurs()}.", fault);
            }
            catch (SocketException) when (port > 0)
            {
                listener.Dispose();
                return null;
            }
        }
    }

    private static IPAddress OneOfOurs() =>
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(each => each.GetIPProperties().UnicastAddresses).Select(each => each.Address).FirstOrDefault(each => !IPAddress.IsLoopback(each)) ?? IPAddress.Loopback;

    /// <summary>Whether a start failed because someone took a port between its choice and its use.</summary>
    public static bool WasTaken(Exception? fault) => fault switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
        AggregateException many => many.InnerExceptions.Any(WasTaken),
        _ => WasTaken(fault.InnerException),
    };

    private static SiloPorts? Remembered(DataDirectory? directory)
    {
        try
        {
            return directory is not null && File.Exists(directory.PortsFile) ? JsonSerializer.Deserialize<SiloPorts>(File.ReadAllText(directory.PortsFile)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
