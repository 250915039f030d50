using CsCheck;
using GrokCluster.Grains.Queues;

namespace GrokCluster.Grains.Tests.Queues;

public class LeaseTableTests
{
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(30);
    private static readonly WorkKind[] Both = [WorkKind.Training, WorkKind.Compression];
    private readonly ManualClock clock = new();
    private readonly LeaseTable table;

    public LeaseTableTests() => table = new(clock, Term);

    [Fact]
    public void Compression_comes_before_training_and_older_work_before_newer()
    {
        WorkItem[] items = [new(WorkKind.Training, "a"), new(WorkKind.Compression, "b"), new(WorkKind.Compression, "c")];
        Assert.All(items, item => Assert.True(table.Enqueue(item)));
        Assert.Equal(["b", "c", "a", null], Enumerable.Range(0, 4).Select(_ => table.Take("w", Both)?.Item.Key));
    }

    [Fact]
    public void A_worker_gets_only_kinds_that_it_can_do()
    {
        table.Enqueue(new(WorkKind.Training, "a"));
        Assert.Null(table.Take("w", [WorkKind.Compression]));
        Assert.NotNull(table.Take("w", [WorkKind.Training]));
    }

    [Fact]
    public void Work_that_waits_or_is_leased_is_not_added_again_but_work_that_is_done_may_be()
    {
        WorkItem item = new(WorkKind.Training, "a");
        table.Enqueue(item);
        Assert.False(table.Enqueue(item));
        Lease lease = table.Take("w", Both)!;
        Assert.False(table.Enqueue(item));
        Assert.True(table.End(lease));
        Assert.True(table.Enqueue(item));
    }

    [Fact]
    public void A_lease_without_heartbeats_runs_out_and_its_holder_is_told()
    {
        table.Enqueue(new(WorkKind.Training, "a"));
        Lease first = table.Take("one", Both)!;
        clock.Advance(Term - TimeSpan.FromSeconds(1));
        Assert.True(table.Prolong(first));
        clock.Advance(Term - TimeSpan.FromSeconds(1));
        Assert.Equal(0, table.Expire());
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, table.Expire());
        Lease second = table.Take("two", Both)!;
        Assert.Equal("a", second.Item.Key);
        Assert.False(table.Prolong(first));
        Assert.False(table.End(first));
        Assert.True(table.Prolong(second));
        Assert.Equal(1, table.Expired);
    }

    [Fact]
    public void A_queue_that_lost_its_state_takes_over_leases_and_does_not_give_their_work_out_again()
    {
        Lease lease = new(Guid.NewGuid(), new(WorkKind.Training, "a"), "w");
        table.Enqueue(lease.Item);
        Assert.True(table.Prolong(lease));
        Assert.Null(table.Take("other", Both));
        Assert.Equal((0, 1), (table.Waiting, table.Leased));
    }

    [Fact]
    public void Work_that_is_given_back_is_next()
    {
        table.Enqueue(new(WorkKind.Training, "a"));
        table.Enqueue(new(WorkKind.Training, "b"));
        table.Return(table.Take("w", Both)!);
        Assert.Equal("a", table.Take("w", Both)!.Item.Key);
    }

    // Whatever happens, work is in one place: waiting, leased or done; and none is leased twice at once.
    [Fact]
    public void Work_is_never_lost_and_never_leased_twice() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 7]).Array[0, 200].Sample(steps =>
        {
            ManualClock time = new();
            LeaseTable any = new(time, Term);
            HashSet<string> open = [];
            List<Lease> held = [];
            foreach ((int what, int which) in steps)
            {
                switch (what)
                {
                    case 0:
                        any.Enqueue(new(which % 2 == 0 ? WorkKind.Training : WorkKind.Compression, $"{which}"));
                        open.Add($"{which}");
                        break;
                    case 1 when any.Take("w", Both) is { } lease:
                        List<Lease> alive = [.. held.Where(any.Prolong)];
                        Assert.DoesNotContain(lease.Item, alive.Select(each => each.Item));
                        open.UnionWith(alive.Select(each => each.Item.Key)); // a holder that was thought lost, and whose work another has done since, is still at it
                        held.Add(lease);
                        break;
                    case 2 when held.Count > 0:
                        Lease done = held[which % held.Count];
                        held.Remove(done);
                        if (any.End(done))
                        {
                            open.Remove(done.Item.Key);
                        }

                        break;
                    case 3 when held.Count > 0:
                        Lease back = held[which % held.Count];
                        held.Remove(back);
                        any.Return(back);
                        break;
                    case 4:
                        time.Advance(Term / 3);
                        any.Expire();
                        break;
                }

                Assert.Equal(open.Count, any.Waiting + any.Leased);
            }
        });
}
