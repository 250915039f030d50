using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Queues;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Sweeps;

/// <inheritdoc cref="ISweepPageGrain"/>
public sealed class SweepPageGrain : Grain, ISweepPageGrain
{
    private static readonly TimeSpan LookRound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);

    private readonly List<RunPlan> plans = [];
    private readonly List<RunProgress> latest = [];
    private readonly Dictionary<string, int> indexOf = [];
    private readonly SortedSet<int> changed = [];
    private readonly List<IDisposable> timers = [];
    private PageOrder? order;

    private ISweepGrain Sweep => GrainFactory.GetGrain<ISweepGrain>(PageKey.SweepOf(this.GetPrimaryKeyString()));

    /// <inheritdoc/>
    public async Task<PageReport> Open(PageOrder newOrder)
    {
        if (Begins(newOrder))
        {
            await (newOrder.Work ? Adopt(Enumerable.Range(0, plans.Count)) : Look());
        }

        return Report([.. Enumerable.Range(0, latest.Count)]);
    }

    /// <inheritdoc/>
    public Task Observe(RunProgress progress)
    {
        if (order is null)
        {
            // This page was lost with a silo; its sweep opens it again.
            Sweep.Reopen(int.Parse(this.GetPrimaryKeyString().AsSpan(this.GetPrimaryKeyString().LastIndexOf('/') + 1), System.Globalization.CultureInfo.InvariantCulture)).Ignore();
        }
        else if (indexOf.TryGetValue(progress.RunId, out int index) && !latest[index].HasEnded)
        {
            latest[index] = progress;
            changed.Add(index);

            // The last run of a page makes room for the next page at once.
            return latest.All(run => run.HasEnded) ? Tell() : Task.CompletedTask;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<PageReport> Cancel(PageOrder newOrder)
    {
        if (Begins(newOrder) || order!.Generation == newOrder.Generation)
        {
            await Task.WhenAll(Enumerable.Range(0, plans.Count).Select(index => Run(index).Cancel(this.GetPrimaryKeyString())));
            await Look();
        }

        return Report([.. Enumerable.Range(0, latest.Count)]);
    }

    /// <inheritdoc/>
    public Task Close()
    {
        timers.ForEach(timer => timer.Dispose());
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    // Whether an order says something new. A page that was lost with its silo begins afresh under any.
    private bool Begins(PageOrder newOrder)
    {
        if (order is not null
            && (newOrder.Generation < order.Generation || (newOrder.Generation == order.Generation && newOrder.Claim == order.Claim)))
        {
            return false;
        }

        if (order is null)
        {
            Lay(newOrder);
        }

        order = newOrder;
        Keep();
        return true;
    }

    private void Lay(PageOrder newOrder)
    {
        SweepExpansion expansion = new(newOrder.Sweep);
        int first = newOrder.Page * PageKey.Size;
        for (int position = first; position < Math.Min(first + PageKey.Size, expansion.Count); position++)
        {
            RunPlan plan = expansion.Plan(position);
            indexOf.Add(Grokking.Runs.RunId.Of(plan.Run), plans.Count);
            plans.Add(plan);
        }

        latest.AddRange(plans.Select(plan => new RunProgress(Grokking.Runs.RunId.Of(plan.Run), RunState.Waiting, 0, plan.Run.Epochs, double.NaN, double.NaN, 0, 0, 0, plan.MeasuredEpochs().Count, 0, [])));
    }

    // A page that works stays in memory and looks after its runs; one that only looks may go.
    private void Keep()
    {
        timers.ForEach(timer => timer.Dispose());
        timers.Clear();
        if (order!.Work)
        {
            timers.Add(this.RegisterGrainTimer(LookAfterTheLost, new GrainTimerCreationOptions(LookRound, LookRound) { KeepAlive = true }));
            timers.Add(this.RegisterGrainTimer(Tell, new GrainTimerCreationOptions(TellEvery, TellEvery) { KeepAlive = true }));
        }
    }

    private async Task Adopt(IEnumerable<int> indices)
    {
        Demand demand = new(this.GetPrimaryKeyString(), order!.Claim, order.Sweep.Device, order.Sweep.Attempts, order.Retry);
        (int Index, Adopted Answer)[] adopted = await Task.WhenAll(indices.Select(async index => (index, await Run(index).Adopt(plans[index], demand))));
        foreach ((int index, Adopted answer) in adopted)
        {
            latest[index] = answer.Progress;
            changed.Add(index);
        }

        WorkItem[] trainings = [.. adopted.Select(each => each.Answer.Training).OfType<WorkItem>()];
        if (trainings.Length > 0)
        {
            await GrainFactory.GetGrain<IWorkQueueGrain>(order.Sweep.Device).Enqueue(order.Claim, trainings);
        }
    }

    private async Task Look()
    {
        RunProgress[] runs = await Task.WhenAll(plans.Select((plan, index) => Run(index).Look(plan)));
        latest.Clear();
        latest.AddRange(runs);
    }

    // What a lost silo took with it, queue entries and news under way, is made good by asking the runs of which no queue knows anything.
    private async Task LookAfterTheLost()
    {
        string[] lost = [.. Open().Select(index => latest[index].RunId)];
        foreach (string queue in (string[])[.. new[] { order!.Sweep.Device, DeviceClass.Cpu }.Distinct()])
        {
            lost = lost.Length == 0 ? lost : [.. await GrainFactory.GetGrain<IWorkQueueGrain>(queue).Unknown(lost)];
        }

        if (lost.Length > 0)
        {
            await Adopt(lost.Select(run => indexOf[run]));
        }
    }

    private Task Tell()
    {
        if (changed.Count > 0)
        {
            PageReport report = Report([.. changed]);
            changed.Clear();
            Sweep.Observe(report).Ignore();
        }

        return Task.CompletedTask;
    }

    private IEnumerable<int> Open() => Enumerable.Range(0, latest.Count).Where(index => !latest[index].HasEnded);

    private PageReport Report(int[] indices) => new(order?.Page ?? 0, SweepTotals.Of(latest), [.. indices.Select(index => new LabelledProgress((order!.Page * PageKey.Size) + index, RunLabel.Of(order.Sweep, plans[index].Run), latest[index]))]);

    private IRunGrain Run(int index) => GrainFactory.GetGrain<IRunGrain>(latest[index].RunId);
}
