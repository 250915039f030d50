using Grokking.Devices;
using Grokking.Model;
using Grokking.Numerics;
using Grokking.Training;
using Microsoft.Extensions.Options;

namespace GrokCluster.Grains.Devices;

/// <summary>The devices of this machine: processors, and GPUs where libtorch has CUDA.</summary>
/// <param name="options">How much of a GPU's memory a cohort may take, and which slots there are.</param>
/// <param name="sizes">How many runs each device trains together, as measured so far.</param>
public sealed class MachineDevices(IOptions<SlotOptions> options, CohortSizes sizes) : IDeviceCatalog
{
    /// <summary>How many runs a GPU is given before anything was measured: what the smallest that one would train on holds easily.</summary>
    public const int UnmeasuredCapacity = 64;

    private readonly Lazy<ComputeDevice[]> gpus = new(() => [.. Enumerable.Range(0, CountOf(DeviceClass.Cuda)).Select(i => ComputeDevice.Cuda(i, options.Value.DeviceMemory))]);

    /// <summary>How many devices of a class there are here.</summary>
    public static int CountOf(string deviceClass) => deviceClass switch
    {
        DeviceClass.Cpu => Environment.ProcessorCount,
        DeviceClass.Cuda => CudaDevices.Count,
        _ => 0,
    };

    /// <summary>How many runs a device of a class trains at once before anything was measured.</summary>
    public static int CapacityBefore(string deviceClass) => deviceClass == DeviceClass.Cuda ? UnmeasuredCapacity : 1;

    /// <inheritdoc/>
    public int Count(string deviceClass) => CountOf(deviceClass);

    /// <summary>
    /// One on a CPU core. Measured: a member-update takes as long alone as in twos or fours (10.6, 10.4 and 10.4 ms; add, ours, batch 512), as members are trained in turn;
    /// single runs spread best over cores. On a GPU what was measured there.
    /// </summary>
    public int Capacity(string deviceClass) => (deviceClass == DeviceClass.Cuda ? gpus.Value.Max(device => sizes.Largest(device.Name)) : null) ?? CapacityBefore(deviceClass);

    /// <inheritdoc/>
    public ComputeDevice Device(string deviceClass, int index) => deviceClass == DeviceClass.Cuda ? gpus.Value[index] : ComputeDevice.Cpu;

    /// <inheritdoc/>
    public NumericsFingerprint Numerics(string deviceClass, int index) =>
        deviceClass == DeviceClass.Cuda ? NumericsFingerprint.OfGpu(index) : NumericsFingerprint.OfProcessor;

    /// <summary>A GPU whose slot this silo has: slots that measure are spread over them. Where there is none, a core scores faster than anything else would be.</summary>
    /// <param name="index">Which of the silo's slots that measure, from 0.</param>
    public ComputeDevice? ScoringDevice(int index) =>
        options.Value.Slots.GetValueOrDefault(DeviceClass.Cuda) is var count and > 0 && gpus.Value.Length > 0 ? gpus.Value[index % Math.Min(count, gpus.Value.Length)] : null;
}
