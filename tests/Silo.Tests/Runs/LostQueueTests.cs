using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using GrokCluster.Silo.Tests.Storage;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Silo.Tests.Runs;

/// <summary>What a run does when a queue has lost its work.</summary>
public class LostQueueTests
{
    /// <summary>A sweep once stood still for good: its trainer waited for checkpoints that the queue's silo had taken with it, and kept its own lease alive in the new queue, so that nobody missed anything.</summary>
    [Fact]
    public async Task Checkpoints_that_a_waiting_trainer_asks_for_come_back_to_the_queue()
    {
        using TemporaryDirectory temporary = new();
        await using EmbeddedSilo silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = temporary.Path, Slots = new Dictionary<string, int> { [DeviceClass.Cpu] = 0 } });
        RunPlan plan = new(Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs: 10), new MeasureSettings());
        Claim claim = new("sweep", 10);
        IRunGrain run = silo.Grains.GetGrain<IRunGrain>(RunId.Of(plan.Run));
        IWorkQueueGrain queue = silo.Grains.GetGrain<IWorkQueueGrain>(DeviceClass.Cpu);
        await run.Adopt(plan, new Demand("sweep/0", claim, DeviceClass.Cpu, 3, ""));
        Guid lease = Guid.NewGuid();
        await run.BeginTraining(lease, "worker", DeviceClass.Cpu);
        await run.Report(lease, new TrainingNews(1, [], Checkpoint: true, DivergedAt: null, Durable: true));
        Assert.Equal(1, (await queue.Status()).Waiting);

        await queue.Withdraw(claim.Sweep);
        Assert.Equal(0, (await queue.Status()).Waiting);

        while ((await queue.Status()).Waiting == 0)
        {
            Assert.Equal(1, await run.Outstanding());
            await Task.Delay(TimeSpan.FromSeconds(0.1));
        }
    }
}
