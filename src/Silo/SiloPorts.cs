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
                Choose("--redis-port", options.RedisPort, last?.Redis),
                Choose("--silo-port", options.SiloPort, last?.Silo),
                Choose("--gateway-port", options.GatewayPort, last?.Gateway),
                Choose("--http-port", options.HttpPort, last?.Http));
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
        int Choose(string option, int wanted, int? remembered) =>
            wanted > 0 ? TryHold(wanted) ?? throw new SiloException($"The port {wanted} ({option}) of {options.BindAddress} cannot be used: another process has it, or only the system may; give another, or 0 to let the system choose.")
            : remembered is > 0 and { } port && TryHold(port) is { } again ? again
            : TryHold(0)!.Value;

        int? TryHold(int port)
        {
            TcpListener listener = new(options.BindAddress, port);
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
