using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok devices</c>: the slots of a running cluster and what they do.</summary>
public static class DevicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        ClusterOptions cluster = new();
        Command command = cluster.AddTo(new("devices", "Show the device slots of a running cluster, what they do, and who waits for them."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using IClusterConnection connection = await services.Connector.ConnectAsync(cluster.Target(parsed), cancellationToken);
            IReadOnlyList<SiloReport> silos = await connection.Grains.GetGrain<IDeviceRegistryGrain>(0).Silos().WaitAsync(cancellationToken);
            (string Class, QueueStatus Status)[] queues = await Task.WhenAll(silos.SelectMany(silo => silo.Slots).Select(slot => slot.DeviceClass).Distinct().Order(StringComparer.Ordinal)
                .Select(async deviceClass => (deviceClass, await connection.Grains.GetGrain<IWorkQueueGrain>(deviceClass).Status()))).WaitAsync(cancellationToken);
            if (cluster.IsJson(parsed))
            {
                services.Console.WriteJson(new { silos, queues = queues.Select(queue => new { device_class = queue.Class, queue.Status.Waiting, queue.Status.Leased, queue.Status.Expired, queue.Status.Sweeps }) });
            }
            else
            {
                Print(services, silos, queues);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(CommandServices services, IReadOnlyList<SiloReport> silos, (string Class, QueueStatus Status)[] queues)
    {
        TextTable slots = new("silo", "class", ">slots", ">busy", ">runs each", "numerics", "trouble");
        foreach ((SiloReport silo, SlotReport slot) in silos.SelectMany(silo => silo.Slots.Select(slot => (silo, slot))))
        {
            slots.Add(
                silo.Silo,
                slot.DeviceClass,
                Number(slot.Count),
                Number(slot.Busy.Count),
                Number(slot.Capacity),
                string.Join(", ", slot.Numerics?.Select(each => each.Id) ?? []),
                silo.Trouble ?? "");
        }

        slots.Print(services.Console);
        foreach (string line in silos.SelectMany(silo => silo.Slots).SelectMany(slot => slot.Busy))
        {
            services.Console.WritePlain($"  {line}");
        }

        foreach (string line in NumericsNotice.Lines(silos))
        {
            services.Console.WritePlain(line);
        }

        TextTable waiting = new("queue", "sweep", ">priority", ">waiting", ">running", ">slot-seconds");
        foreach ((string deviceClass, QueueStatus status) in queues)
        {
            foreach (ShareStatus share in status.Sweeps)
            {
                waiting.Add(deviceClass, share.Sweep, Number(share.Priority), Number(share.Waiting), Number(share.Running), share.SlotSeconds.ToString("N0", CultureInfo.InvariantCulture));
            }
        }

        services.Console.WritePlain("");
        waiting.Print(services.Console);
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
