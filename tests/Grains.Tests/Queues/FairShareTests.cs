using GrokCluster.Grains.Queues;

namespace GrokCluster.Grains.Tests.Queues;

/// <summary>Sweeps that compete get slot-time in proportion to their priorities, whatever the length and number of their runs.</summary>
public class FairShareTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly ManualClock clock = new();
    private readonly LeaseTable table;
    private readonly List<(Lease Lease, int Left)> running = [];
    private int enqueued;

    public FairShareTests() => table = new(clock, TimeSpan.FromDays(1));

    [Theory]
    [InlineData(10, 10, 3, 3)]
    [InlineData(30, 10, 3, 3)]
    [InlineData(10, 10, 1, 20)]
    [InlineData(10, 90, 7, 2)]
    public void Slot_time_is_shared_by_priority(int priorityA, int priorityB, int secondsA, int secondsB)
    {
        Dictionary<string, int> had = Simulate(slots: 4, ticks: 4000, [("a", priorityA, secondsA, 0), ("b", priorityB, secondsB, 0)]);
        Assert.InRange((double)had["a"] / (had["a"] + had["b"]), ((double)priorityA / (priorityA + priorityB)) - 0.02, ((double)priorityA / (priorityA + priorityB)) + 0.02);
    }

    [Fact]
    public void A_newcomer_does_not_make_up_for_the_time_before_it_came()
    {
        Dictionary<string, int> had = Simulate(slots: 2, ticks: 2000, [("a", 10, 2, 0), ("b", 10, 2, 1000)]);
        Assert.InRange(had["b"], 950, 1050); // half of 2 slots for the second half
        Assert.InRange(had["a"], 2950, 3050);
    }

    [Fact]
    public void A_changed_priority_counts_from_then_on()
    {
        Dictionary<string, int> before = Simulate(slots: 4, ticks: 1000, [("a", 10, 2, 0), ("b", 10, 2, 0)]);
        table.Reprioritize(new("a", 30));
        Dictionary<string, int> after = Simulate(slots: 4, ticks: 1000, [("a", 10, 2, 0), ("b", 10, 2, 0)]);
        Assert.InRange((double)before["a"] / before["b"], 0.97, 1.03);
        Assert.InRange((double)after["a"] / after["b"], 2.8, 3.2);
    }

    // Slots that are never idle: each sweep always has more work waiting from the tick on at which it comes.
    private Dictionary<string, int> Simulate(int slots, int ticks, (string Sweep, int Priority, int Seconds, int From)[] sweeps)
    {
        Dictionary<string, int> had = sweeps.ToDictionary(sweep => sweep.Sweep, _ => 0);
        for (int tick = 0; tick < ticks; tick++)
        {
            foreach ((string sweep, int priority, _, _) in sweeps.Where(sweep => sweep.From <= tick))
            {
                while (table.Shares.FirstOrDefault(share => share.Sweep == sweep)?.Waiting is not > 20)
                {
                    table.Enqueue(new(sweep, priority), new(new(WorkKind.Training, $"{enqueued++}", ""), ""));
                }
            }

            while (running.Count < slots && table.Take(new("w", [WorkKind.Training], 1, TimeSpan.Zero)) is { } lease)
            {
                running.Add((lease, sweeps.First(sweep => sweep.Sweep == lease.Claim.Sweep).Seconds));
            }

            clock.Advance(Tick);
            for (int i = running.Count - 1; i >= 0; i--)
            {
                had[running[i].Lease.Claim.Sweep]++;
                running[i] = running[i] with { Left = running[i].Left - 1 };
                if (running[i].Left == 0)
                {
                    table.End(running[i].Lease.Id);
                    running.RemoveAt(i);
                }
            }
        }

        return had;
    }
}
