using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using TorchSharp;

namespace Grokking.Tests.Model;

public class CudaDevicesTests
{
    [Fact]
    public void Where_there_is_no_gpu_the_reason_is_said_in_a_line()
    {
        Assert.SkipWhen(CudaDevices.Count > 0, "This machine has a GPU that libtorch can use.");
        Assert.Equal(0, CudaDevices.Count);
        Assert.StartsWith("libtorch has ", CudaDevices.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', CudaDevices.Reason!);
    }

    [Fact]
    public void A_device_that_does_not_say_has_no_known_memory()
    {
        Assert.Null(ComputeDevice.Cpu.Memory());
        Assert.False(ComputeDevice.CpuTogether.ReleaseMemory());
        Assert.Null(DeviceMemory.Of(9999));
    }

    [Fact]
    public void A_gpu_goes_the_way_of_a_core()
    {
        Assert.SkipWhen(CudaDevices.Count == 0, $"Needs a GPU: {CudaDevices.Reason}.");
        RunSpecification run = Paper.Run(Operation.Add, Method.Ours, 1, 10);
        using ICohortTrainer there = CohortTrainers.Create([run, run with { Seed = 2 }], null, ComputeDevice.Cuda(0));
        using ICohortTrainer here = CohortTrainers.Create([run], null, ComputeDevice.Cpu);
        there.TrainEpoch();
        here.TrainEpoch();
        Assert.Equal(here.Evaluate()[0].Train.Loss, there.Evaluate()[0].Train.Loss, 1e-3);
        Assert.InRange(ComputeDevice.Cuda(0).Memory()!.Used, 1, ComputeDevice.Cuda(0).Memory()!.Total);
    }

    [Fact]
    public void Transfers_are_counted()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long before = HostTransfer.Count;
        torch.Tensor there = HostTransfer.Write([1f, 2f], torch.CPU, 2);
        Assert.Equal([1f, 2f], HostTransfer.Read<float>(there));
        Assert.Equal(before + 2, HostTransfer.Count);
    }
}
