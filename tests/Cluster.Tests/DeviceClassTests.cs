using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo;
using GrokCluster.Silo.Storage;
using Grokking.Devices;
using Grokking.Numerics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace GrokCluster.Cluster.Tests;

/// <summary>
/// Work goes where its device is, and only there. The device is simulated: its slots are of class cuda and compute on the CPU, with the
/// code of a GPU.
/// </summary>
public class DeviceClassTests
{
    private sealed class SimulatedGpu : IDeviceCatalog
    {
        public int Count(string deviceClass) => 1;

        public int Capacity(string deviceClass) => 4;

        public ComputeDevice Device(string deviceClass, int index) => ComputeDevice.CpuTogether;

        public NumericsFingerprint Numerics(string deviceClass, int index) => new("simulated-gpu", []);

        public ComputeDevice? ScoringDevice(int index) => ComputeDevice.CpuTogether;
    }

    [Fact]
    public async Task A_silo_without_a_gpu_never_gets_a_cuda_cohort_and_the_user_is_told_while_there_is_none()
    {
        using SmallSweep sweep = new(epochs: 50, more: "device: cuda");
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 2);
        string id = await cluster.Grok("submit", sweep.File);

        await using (GrokProcess watch = cluster.Begin("watch", id, "--json"))
        {
            const string Hindrance = "\"hindrance\":\"no silo has a cuda slot; start one with --slots cuda=auto on a machine "
                + "that has the device, or submit the sweep with --device cpu\"";
            Assert.True(await watch.Lines(1, line => line.Contains(Hindrance, StringComparison.Ordinal)));
        }

        Assert.Contains("waiting: no silo has a cuda slot", await cluster.Grok("status", id), StringComparison.Ordinal);
        Assert.Equal(0, (await Computed.By(sweep.Data)).Epochs);

        SiloOptions options = new() { Redis = SiloEndpoint.Find(sweep.Data)!.RedisConnection(), Name = "gpu" };
        await using WebApplication gpu = await SiloHost.StartAsync(
            options,
            silo => silo.Services.AddSingleton<IDeviceCatalog>(new SimulatedGpu())
                .Configure<SlotOptions>(slots => slots.Slots = new Dictionary<string, int> { [DeviceClass.Cuda] = 1 }));
        await cluster.Grok("watch", id);

        IGrainFactory grains = gpu.Services.GetRequiredService<IGrainFactory>();
        SweepSpecification specification = (await grains.GetGrain<ISweepGrain>(id).Specification())!;
        foreach (RunPlan plan in SweepExpansion.Plans(specification))
        {
            RunStory story = (await grains.GetGrain<IRunGrain>(Grokking.Runs.RunId.Of(plan.Run)).Story())!;
            IEnumerable<string> all = story.Events.Select(each => each.What);
            string[] trained = [.. all.Where(what => what.StartsWith("training begins on", StringComparison.Ordinal))];
            Assert.NotEmpty(trained);
            Assert.All(trained, what => Assert.StartsWith("training begins on gpu-cuda0;", what, StringComparison.Ordinal));
        }

        // Checkpoints need no GPU: the CPU slots measured, too.
        Assert.NotEqual(0, (await Computed.By(sweep.Data)).Checkpoints);
        await gpu.StopAsync();
    }

    [Fact]
    public async Task A_run_in_this_process_refuses_a_device_that_it_does_not_have()
    {
        using SmallSweep sweep = new(more: "device: cuda");
        (int code, _, string error) = await GrokProcess.Run(sweep.Run);
        Assert.Equal(2, code);
        Assert.Equal(
            $"{sweep.File}: the sweep wants devices of class 'cuda', and this build finds none here; allowed is 'cpu'; "
                + "change 'device', or submit it to a cluster that has them",
            error.Trim());
    }
}
