using System.Diagnostics.Metrics;
using GrokCluster.Grains.Telemetry;
using Grokking.Devices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GrokCluster.Grains.Devices;

/// <summary>What the GPUs of this silo's slots say of themselves, as <c>grok.device.memory.bytes</c> by device and state; nothing where there are none.</summary>
public sealed class DeviceInstruments(IMeterFactory meters, IOptions<SlotOptions> options, IDeviceCatalog devices) : IHostedService
{
    /// <summary>Creates the instrument with the silo.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create(Instruments.MeterName).CreateObservableGauge("grok.device.memory.bytes", () => Measurements(Read()), "By", "Memory of a GPU, of all processes together, by device and state.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is recorded of some devices; nothing of one that does not say.</summary>
    internal static IEnumerable<Measurement<long>> Measurements(IEnumerable<(string Device, DeviceMemory? Memory)> read)
    {
        foreach ((string device, DeviceMemory? memory) in read)
        {
            if (memory is not null)
            {
                yield return Of(memory.Used, device, "used");
                yield return Of(memory.Total - memory.Used, device, "free");
            }
        }
    }

    private IEnumerable<(string, DeviceMemory?)> Read() => Enumerable.Range(0, options.Value.Slots.GetValueOrDefault(DeviceClass.Cuda))
        .Select(i => devices.Device(DeviceClass.Cuda, i)).Select(device => (device.Name, device.Memory()));

    private static Measurement<long> Of(long bytes, string device, string state) => new(bytes, new("device", device), new KeyValuePair<string, object?>("state", state));
}
