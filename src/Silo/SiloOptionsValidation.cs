using System.Globalization;
using System.Net;
using GrokCluster.Grains.Devices;
using GrokCluster.Silo.Checkpoints;
using GrokCluster.Silo.Storage;
using Grokking.Model;

namespace GrokCluster.Silo;

/// <summary>The options contradict themselves or are out of range; the message names every fault.</summary>
/// <param name="faults">One sentence each: what was given, what is allowed.</param>
public sealed class SiloOptionsException(IReadOnlyList<string> faults) : SiloException(string.Join(" ", faults))
{
    /// <summary>One sentence each: what was given, what is allowed.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>The rules of <see cref="SiloOptions"/>.</summary>
public static class SiloOptionsValidation
{
    private const long LeastDeviceMemory = 1 << 20;

    /// <summary>Every rule that the options break, in words for their user; empty where they are fine.</summary>
    public static IReadOnlyList<string> Faults(this SiloOptions options) =>
        [.. StorageFaults(options), .. NameFaults(options), .. PortFaults(options), .. AddressFaults(options), .. SlotFaults(options)];

    /// <summary>Refuses options that break a rule.</summary>
    /// <exception cref="SiloOptionsException">Names all faults at once.</exception>
    public static void ThrowIfFaulty(this SiloOptions options)
    {
        IReadOnlyList<string> faults = options.Faults();
        if (faults.Count > 0)
        {
            throw new SiloOptionsException(faults);
        }
    }

    private static IEnumerable<string> StorageFaults(SiloOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory) == string.IsNullOrWhiteSpace(options.Redis))
        {
            yield return "Give either a data directory (--data DIR) or a storage to join (--redis HOST:PORT), and not both.";
        }

        if (!string.IsNullOrWhiteSpace(options.Redis) && RedisAddress.Fault(options.Redis) is { } fault)
        {
            yield return fault;
        }

        if (options.RedisPasswordFile is not null && options.Redis is null)
        {
            yield return "The password file (--redis-password-file) belongs to a storage that is joined; it goes with --redis only.";
        }

        if (options.Checkpoints is not null && CheckpointFault(options.Checkpoints) is { } checkpoints)
        {
            yield return checkpoints;
        }
    }

    private static string? CheckpointFault(string checkpoints)
    {
        try
        {
            CheckpointLocation.Parse(checkpoints);
            return null;
        }
        catch (SiloException fault)
        {
            return fault.Message;
        }
    }

    private static IEnumerable<string> NameFaults(SiloOptions options) =>
        from each in new[] { ("cluster id (--cluster-id)", options.ClusterId), ("name (--name)", options.Name) }
        where each.Item2.Length is 0 or > 100 || !each.Item2.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        select $"The {each.Item1} is '{each.Item2}'; allowed are 1 to 100 letters, digits, '-', '_' and '.'.";

    private static IEnumerable<string> PortFaults(SiloOptions options)
    {
        (string Name, int Port)[] ports =
            [("--redis-port", options.RedisPort), ("--silo-port", options.SiloPort), ("--gateway-port", options.GatewayPort), ("--http-port", options.HttpPort)];
        foreach ((string name, int port) in ports.Where(each => each.Port is < 0 or > 65535))
        {
            yield return $"The port {name} is {port}; allowed is 0 to 65535, and 0 lets the system choose.";
        }

        foreach (IGrouping<int, (string Name, int Port)> same in ports.Where(each => each.Port > 0).GroupBy(each => each.Port).Where(group => group.Count() > 1))
        {
            yield return $"The ports {string.Join(" and ", same.Select(each => each.Name))} are both {same.Key}; give each its own.";
        }

        if (options.RedisPort > 0 && options.DataDirectory is null)
        {
            yield return "The port --redis-port belongs to hosted storage; it goes with --data only.";
        }
    }

    private static IEnumerable<string> AddressFaults(SiloOptions options)
    {
        if (options.BindAddress.Equals(IPAddress.Any) || options.BindAddress.Equals(IPAddress.IPv6Any))
        {
            yield return $"The address {options.BindAddress} is not one that other silos can reach; give the address of one network interface.";
        }
    }

    private static string Reason => CudaDevices.Reason is { } reason ? $" ({reason})" : "";

    private static IEnumerable<string> SlotFaults(SiloOptions options)
    {
        if (options.DeviceMemory is not (> 0 and <= 1) and not >= LeastDeviceMemory)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The memory of a GPU for a cohort (--device-memory) is {options.DeviceMemory}; allowed is a part of it, above 0 and at most 1, or a number of bytes from {LeastDeviceMemory}.");
        }

        foreach ((string device, int count) in options.Slots)
        {
            if (!DeviceClass.Names.Contains(device) || count is < 0 or > 4096)
            {
                yield return $"The slots (--slots) are '{device}={count}'; allowed is CLASS=COUNT with a class of {string.Join(", ", DeviceClass.Names)} and a count from 0 to 4096.";
            }
            else if (device != DeviceClass.Cpu && count > MachineDevices.CountOf(device))
            {
                yield return $"The slots (--slots) are '{device}={count}', but this silo finds {MachineDevices.CountOf(device)} such devices here{Reason}; allowed is at most that, or {device}=auto.";
            }
        }
    }
}
