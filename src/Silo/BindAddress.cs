using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace GrokCluster.Silo;

/// <summary>Reads what <c>--bind</c> names: an address, or a host name of this machine, such as a container's, whose address is known only once it runs.</summary>
internal static class BindAddress
{
    /// <summary>The address, which is one of this machine's where a host name was given.</summary>
    /// <exception cref="SiloException">It is neither an address nor the name of one of this machine's.</exception>
    public static IPAddress Find(string given)
    {
        if (IPAddress.TryParse(given, out IPAddress? address))
        {
            return address;
        }

        IPAddress[] ours = [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(each => each.GetIPProperties().UnicastAddresses).Select(each => each.Address)];
        return Choose(given, Resolve(given), ours);
    }

    /// <summary>The one of a host name's addresses that this machine listens on, IPv4 before IPv6.</summary>
    /// <param name="name">The host name.</param>
    /// <param name="resolved">Its addresses.</param>
    /// <param name="ours">Addresses of this machine's network interfaces.</param>
    /// <exception cref="SiloException">There is none, or there are several.</exception>
    internal static IPAddress Choose(string name, IReadOnlyList<IPAddress> resolved, IReadOnlyList<IPAddress> ours)
    {
        IPAddress[] found = [.. resolved.Distinct().Where(ours.Contains)];
        IPAddress[] old = [.. found.Where(each => each.AddressFamily == AddressFamily.InterNetwork)];
        return (old.Length > 0 ? old : found) switch
        {
            [var only] => only,
            [] => throw new SiloException(
                $"The address (--bind) is '{name}', which is none of this machine's; allowed is the IP address of one of its network interfaces, such as {ours.FirstOrDefault(each => !IPAddress.IsLoopback(each)) ?? IPAddress.Loopback}, or a host name that stands for one."),
            var several => throw new SiloException($"The address (--bind) is '{name}', which stands for {string.Join(" and ", several.Select(each => each.ToString()))} of this machine; give one of them."),
        };
    }

    private static IPAddress[] Resolve(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            return [];
        }
    }
}
