using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Client.Benchmarks;

/// <summary>A training that takes a given time and computes nothing: every call to grains is the real one, the device is not.</summary>
/// <param name="grains">Calls grains.</param>
/// <param name="duration">How long a run trains until its first report.</param>
/// <param name="rest">How long it trains from there to its second; those after it follow at once.</param>
/// <param name="clock">Tells the time.</param>
public sealed class SimulatedTraining(IGrainFactory grains, TimeSpan duration, TimeSpan rest, TimeProvider clock) : IJob
{
    /// <inheritdoc/>
    public WorkKind Kind => WorkKind.Training;

    /// <inheritdoc/>
    public async Task Run(Lease lease, ISlot slot, CancellationToken stop)
    {
        IRunGrain run = grains.GetGrain<IRunGrain>(lease.Items[0].Name.Run);
        if (await run.BeginTraining(lease.Id, slot.Name, slot.DeviceClass) is not { } plan)
        {
            return;
        }

        await Task.Delay(duration, clock, stop);
        foreach ((int place, int epoch) in plan.Evaluations.Index())
        {
            if (place == 1)
            {
                await Task.Delay(rest, clock, stop);
            }

            await run.Report(lease.Id, new(epoch, [new(epoch, new Score(1, 0.5), new Score(2, 0.1))], plan.Checkpoints.Contains(epoch), DivergedAt: null, Durable: true));
        }
    }

    /// <inheritdoc/>
    public Task<bool> Fail(Lease lease, ISlot slot, string reason) => grains.GetGrain<IRunGrain>(lease.Items[0].Name.Run).Fail(lease.Items[0].Name, slot.Name, reason);
}

/// <summary>A measurement that takes no time: every call to grains is the real one, the numbers are not.</summary>
/// <param name="grains">Calls grains.</param>
public sealed class SimulatedCompression(IGrainFactory grains) : IJob
{
    /// <inheritdoc/>
    public WorkKind Kind => WorkKind.Compression;

    /// <inheritdoc/>
    public async Task Run(Lease lease, ISlot slot, CancellationToken stop)
    {
        WorkName name = lease.Items[0].Name;
        IRunGrain run = grains.GetGrain<IRunGrain>(name.Run);
        if (await run.BeginMeasuring(name.Part) is { IsPublished: true } plan)
        {
            Score score = new(1, 0.5);
            EpsilonMeasurement[] epsilons = [.. plan.Measure.Epsilons.Select(epsilon => new EpsilonMeasurement(epsilon, 1000, 1, 0.1, epsilon / 2, score, score, 2000, 0.1, 1, 8000))];
            await run.Measured(name.Part, new(plan.Epoch, score, score, 10, 4000, plan.Measure.Epsilons[0], epsilons));
        }
    }

    /// <inheritdoc/>
    public Task<bool> Fail(Lease lease, ISlot slot, string reason) => grains.GetGrain<IRunGrain>(lease.Items[0].Name.Run).Fail(lease.Items[0].Name, slot.Name, reason);
}
