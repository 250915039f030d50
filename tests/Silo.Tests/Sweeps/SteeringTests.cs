using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo.Tests.Storage;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Silo.Tests.Sweeps;

/// <summary>What users do to a sweep that is under way, on a silo without slots: all that is wanted waits, and nothing else does.</summary>
public class SteeringTests : IAsyncLifetime
{
    private readonly TemporaryDirectory temporary = new();
    private EmbeddedSilo silo = null!;

    public async ValueTask InitializeAsync() =>
        silo = await EmbeddedSilo.StartAsync(
            new SiloOptions { DataDirectory = temporary.Path, Slots = new Dictionary<string, int> { [DeviceClass.Cpu] = 0 } });

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        temporary.Dispose();
    }

    [Fact]
    public async Task A_sweep_that_was_cancelled_runs_when_it_is_submitted_again()
    {
        SweepSpecification sweep = Sweep("again");
        await Grain(sweep).Submit(sweep, priority: null);
        await Waits(sweep, DeviceClass.Cpu);

        SweepSummary cancelled = await Grain(sweep).Cancel();
        Assert.Equal((SweepState.Cancelled, 4), (cancelled.State, cancelled.Totals.Cancelled));
        await WaitsNowhere(sweep);

        await Grain(sweep).Submit(sweep, priority: null);
        await Waits(sweep, DeviceClass.Cpu);
        SweepProgress progress = await Grain(sweep).Progress();
        Assert.Equal((SweepState.Running, 4, 0), (progress.State, progress.Totals.Waiting, progress.Totals.Cancelled));
    }

    [Fact]
    public async Task Cancelling_twice_and_submitting_twice_changes_nothing()
    {
        SweepSpecification sweep = Sweep("twice");
        for (int time = 0; time < 3; time++)
        {
            await Grain(sweep).Submit(sweep, priority: null);
            await Grain(sweep).Submit(sweep, priority: null);
            await Waits(sweep, DeviceClass.Cpu);
            await Grain(sweep).Cancel();
            Assert.Equal(4, (await Grain(sweep).Cancel()).Totals.Cancelled);
            await WaitsNowhere(sweep);
        }
    }

    [Fact]
    public async Task A_sweep_is_cancelled_although_its_page_was_lost()
    {
        SweepSpecification sweep = Sweep("lost");
        await Grain(sweep).Submit(sweep, priority: null);
        await Waits(sweep, DeviceClass.Cpu);
        await silo.Grains.GetGrain<ISweepPageGrain>(PageKey.Of(SweepId.Of(sweep), 0)).Close();

        await Grain(sweep).Cancel();

        await WaitsNowhere(sweep);
        foreach (RunPlan plan in SweepExpansion.Plans(sweep))
        {
            Assert.Equal(RunState.Cancelled, (await silo.Grains.GetGrain<IRunGrain>(RunId.Of(plan.Run)).Look(plan)).State);
        }
    }

    [Fact]
    public async Task A_run_that_another_sweep_wants_waits_on()
    {
        SweepSpecification sweep = Sweep("one");
        SweepSpecification other = Sweep("other");
        await Grain(sweep).Submit(sweep, priority: null);
        await Grain(other).Submit(other, priority: null);
        await Waits(sweep, DeviceClass.Cpu);

        await Grain(sweep).Cancel();

        await Waits(other, DeviceClass.Cpu);
        await Grain(other).Cancel();
        await WaitsNowhere(other);
    }

    [Fact]
    public async Task A_sweep_that_wants_another_device_leaves_the_queue_of_the_one_before()
    {
        SweepSpecification sweep = Sweep("moved");
        await Grain(sweep).Submit(sweep, priority: null);
        await Waits(sweep, DeviceClass.Cpu);

        await Grain(sweep).Submit(sweep with { Device = DeviceClass.Cuda }, priority: null);

        await Waits(sweep, DeviceClass.Cuda);
        Assert.Equal(Runs(sweep), await Queue(DeviceClass.Cpu).Unknown(Runs(sweep)));
    }

    [Fact]
    public async Task What_cannot_be_laid_out_is_refused_and_leaves_nothing()
    {
        SweepSpecification sweep = Sweep("wrong") with { Grid = [new("no_such_thing", [1])] };

        await Assert.ThrowsAsync<ArgumentException>(() => Grain(sweep).Submit(sweep, priority: null));

        Assert.Null(await Grain(sweep).Specification());
        Assert.Equal(SweepState.Running, (await Grain(Sweep("wrong")).Submit(Sweep("wrong"), priority: null)).State);
    }

    [Fact]
    public async Task A_name_that_leads_out_of_a_folder_is_refused()
    {
        SweepSpecification sweep = Sweep("../up");
        await Assert.ThrowsAsync<ArgumentException>(() => Grain(sweep).Submit(sweep, priority: null));
        Assert.Null(await Grain(sweep).Specification());
    }

    private static SweepSpecification Sweep(string name) =>
        new() { Name = name, Tasks = [Operation.Add], Methods = [Method.Ours, Method.None], Seeds = [0, 1], Epochs = 10 };

    private static string[] Runs(SweepSpecification sweep) => [.. SweepExpansion.Runs(sweep).Select(RunId.Of)];

    private ISweepGrain Grain(SweepSpecification sweep) => silo.Grains.GetGrain<ISweepGrain>(SweepId.Of(sweep));

    private IWorkQueueGrain Queue(string device) => silo.Grains.GetGrain<IWorkQueueGrain>(device);

    // A sweep opens its pages after its submission has been answered.
    private async Task Waits(SweepSpecification sweep, string device)
    {
        while ((await Queue(device).Unknown(Runs(sweep))).Count > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.05), TestContext.Current.CancellationToken);
        }
    }

    private async Task WaitsNowhere(SweepSpecification sweep) =>
        Assert.Equal(Runs(sweep), await Queue(DeviceClass.Cpu).Unknown(Runs(sweep)));
}
