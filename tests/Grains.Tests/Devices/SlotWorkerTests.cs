using System.Diagnostics.Metrics;
using System.Reflection;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Telemetry;
using Grokking.Devices;
using Grokking.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrokCluster.Grains.Tests.Devices;

public class SlotWorkerTests
{
    // A lease outlives its silo by half a minute, which is long for whoever has killed the silo and started it again.
    [Fact]
    public async Task A_slot_gives_back_what_one_of_its_name_held_before_it_asks_for_work()
    {
        using ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IGrainFactory grains = DispatchProxy.Create<IGrainFactory, Recorder>();
        IWorkQueueGrain queue = DispatchProxy.Create<IWorkQueueGrain, Recorder>();
        (Recorder asked, Recorder told) = ((Recorder)(object)grains, (Recorder)(object)queue);
        using CancellationTokenSource stop = new();
        asked.Answer = _ => queue;
        told.Answer = call =>
        {
            if (call.StartsWith("Arrive", StringComparison.Ordinal))
            {
                // The first call does not get through.
                return told.Calls.Count == 1 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
            }

            stop.Cancel();
            return Task.FromResult<Lease?>(null);
        };
        SlotServices services = new(
            grains,
            new LeaseKeeper(grains, TimeProvider.System, NullLogger<LeaseKeeper>.Instance),
            new Patience(TimeProvider.System, NullLogger<Patience>.Instance),
            new SiloCondition(),
            [],
            new Instruments(meters.GetRequiredService<IMeterFactory>(), TimeProvider.System),
            TimeProvider.System,
            NullLogger<SlotWorker>.Instance);
        using SlotWorker slot = new("silo-cpu0", DeviceClass.Cpu, 0, new OneCore(), services);

        await slot.Work(stop.Token);

        Assert.Equal(["Arrive silo-cpu0", "Arrive silo-cpu0"], told.Calls.SkipLast(1));
        Assert.StartsWith("Pull", told.Calls[^1], StringComparison.Ordinal);
    }

    private sealed class OneCore : IDeviceCatalog
    {
        public int Count(string deviceClass) => 1;

        public int Capacity(string deviceClass) => 1;

        public ComputeDevice Device(string deviceClass, int index) => ComputeDevice.Cpu;

        public NumericsFingerprint Numerics(string deviceClass, int index) => new("one-core", []);

        public ComputeDevice? ScoringDevice(int index) => null;
    }
}
