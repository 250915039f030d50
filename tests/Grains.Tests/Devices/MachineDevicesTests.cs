using GrokCluster.Grains.Devices;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using Microsoft.Extensions.Options;

namespace GrokCluster.Grains.Tests.Devices;

public class MachineDevicesTests
{
    private static readonly MachineDevices Devices = new(Options.Create(new SlotOptions()), new CohortSizes((_, _, members) => new(members, 1, 0)));

    [Fact]
    public void A_core_trains_one_run_and_scores_for_itself()
    {
        Assert.Equal(Environment.ProcessorCount, Devices.Count(DeviceClass.Cpu));
        Assert.Equal(1, Devices.Capacity(DeviceClass.Cpu));
        Assert.Same(ComputeDevice.Cpu, Devices.Device(DeviceClass.Cpu, 1));
        Assert.Null(Devices.ScoringDevice(0));
        Assert.Equal(0, Devices.Count("tpu"));
    }

    [Fact]
    public void A_gpu_is_a_slots_own_and_takes_as_many_runs_as_were_measured_to_be_best()
    {
        Assert.SkipWhen(CudaDevices.Count == 0, $"Needs a GPU: {CudaDevices.Reason}.");
        CohortSizes sizes = new((_, _, members) => members > 32 ? null : new(members, members, 0));
        MachineDevices devices = new(Options.Create(new SlotOptions { Slots = new Dictionary<string, int> { [DeviceClass.Cuda] = 1 }, DeviceMemory = 0.5 }), sizes);
        ComputeDevice gpu = devices.Device(DeviceClass.Cuda, 0);
        Assert.Equal("cuda:0", gpu.Name);
        Assert.Equal(gpu.Memory()!.Total / 2, gpu.MemoryLimit!.Value, 1.0);
        Assert.Equal(MachineDevices.UnmeasuredCapacity, devices.Capacity(DeviceClass.Cuda));
        sizes.Of(Paper.Run(Operation.Add, Method.Ours, 1, 10), gpu);
        Assert.Equal(32, devices.Capacity(DeviceClass.Cuda));
        Assert.Same(gpu, devices.ScoringDevice(3));
    }
}
