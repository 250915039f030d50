using CsCheck;
using GrokCluster.Grains.Queues;

namespace GrokCluster.Grains.Tests.Queues;

public class LeaseTableTests
{
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(30);
    private static readonly Claim Sweep = new("sweep", 10);
    private readonly ManualClock clock = new();
    private readonly LeaseTable table;

    public LeaseTableTests() => table = new(clock, Term);

    private static WorkRequest Worker(string name, params WorkKind[] kinds) => new(name, kinds.Length == 0 ? [WorkKind.Training, WorkKind.Compression] : kinds, 1, TimeSpan.Zero);

    private static WorkItem Training(string run, string shape = "") => new(new(WorkKind.Training, run, ""), shape);

    private static WorkItem Compression(string run, string part = "1") => new(new(WorkKind.Compression, run, part), "");

    private string? Take(string worker = "w") => table.Take(Worker(worker))?.Items[0].Name.Run;

    [Fact]
    public void Compression_comes_before_training_and_older_work_before_newer()
    {
        WorkItem[] items = [Training("a"), Compression("b"), Compression("c")];
        Assert.All(items, item => Assert.True(table.Enqueue(Sweep, item)));
        Assert.Equal(["b", "c", "a", null], Enumerable.Range(0, 4).Select(_ => Take()));
    }

    [Fact]
    public void A_worker_gets_only_kinds_that_it_can_do()
    {
        table.Enqueue(Sweep, Training("a"));
        Assert.Null(table.Take(Worker("w", WorkKind.Compression)));
        Assert.NotNull(table.Take(Worker("w", WorkKind.Training)));
    }

    [Fact]
    public void Work_that_waits_or_is_leased_is_not_added_again_but_work_that_is_done_may_be()
    {
        table.Enqueue(Sweep, Training("a"));
        Assert.False(table.Enqueue(Sweep, Training("a", "another shape")));
        Lease lease = table.Take(Worker("w"))!;
        Assert.True(table.End(lease.Id));
        Assert.True(table.Enqueue(Sweep, Training("a")));
    }

    [Fact]
    public void What_is_asked_for_while_it_is_being_done_is_looked_at_once_more()
    {
        table.Enqueue(Sweep, Training("a"));
        Lease lease = table.Take(Worker("w"))!;
        Assert.False(table.Enqueue(new("another", 10), Training("a")));
        Assert.True(table.End(lease.Id));
        lease = table.Take(Worker("w"))!;
        Assert.Equal("a", lease.Items[0].Name.Run);
        Assert.True(table.End(lease.Id));
        Assert.Null(Take());
        Assert.Empty(table.Shares);
    }

    [Fact]
    public void A_lease_without_heartbeats_runs_out_and_its_holder_is_told()
    {
        table.Enqueue(Sweep, Training("a"));
        Lease first = table.Take(Worker("one"))!;
        clock.Advance(Term - TimeSpan.FromSeconds(1));
        Assert.True(table.Prolong(first));
        clock.Advance(Term - TimeSpan.FromSeconds(1));
        Assert.Equal(0, table.Expire());
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, table.Expire());
        Lease second = table.Take(Worker("two"))!;
        Assert.Equal("a", second.Items[0].Name.Run);
        Assert.False(table.Prolong(first));
        Assert.False(table.End(first.Id));
        Assert.True(table.Prolong(second));
        Assert.Equal(1, table.Expired);
    }

    [Fact]
    public void A_queue_that_lost_its_state_takes_over_leases_and_does_not_give_their_work_out_again()
    {
        Lease lease = new(Guid.NewGuid(), [Training("a"), Training("b")], "w", Sweep);
        table.Enqueue(Sweep, Training("a"));
        Assert.True(table.Prolong(lease));
        Assert.Null(Take("other"));
        Assert.Equal((0, 2), (table.Waiting, table.Leased));
        Assert.True(table.End(lease.Id));
        Assert.Equal((1, 0), (table.Waiting, table.Leased)); // what waited may have been asked for since
    }

    [Fact]
    public void What_is_asked_for_before_a_lost_queue_hears_of_its_lease_is_looked_at_once_more()
    {
        Lease lease = new(Guid.NewGuid(), [Training("a")], "w", Sweep);
        table.Enqueue(Sweep, Training("a"));
        Assert.True(table.Prolong(lease));
        Assert.True(table.End(lease.Id));
        Assert.Equal("a", Take());
    }

    [Fact]
    public void Work_that_is_given_back_is_next()
    {
        table.Enqueue(Sweep, Training("a"));
        table.Enqueue(Sweep, Training("b"));
        Assert.True(table.Return(table.Take(Worker("w"))!.Id));
        Assert.Equal("a", Take());
    }

    [Fact]
    public void A_worker_that_leaves_gives_back_what_it_was_given_and_never_heard_of()
    {
        table.Enqueue(Sweep, Training("a"));
        table.Enqueue(Sweep, Training("b"));
        Assert.Equal(["a", "b"], [Take("leaves"), Take("stays")]);
        table.Leave("leaves");
        Assert.Equal(["a", null], [Take("stays"), Take("stays")]);
    }

    [Fact]
    public void Runs_of_equal_shape_are_leased_as_one_cohort_as_large_as_the_device_trains()
    {
        foreach ((string run, int i) in "abcdefg".Select((letter, i) => ($"{letter}", i)))
        {
            table.Enqueue(Sweep, Training(run, i % 3 == 2 ? "small" : "large"));
        }

        string[] Cohort(int capacity) => [.. table.Take(Worker("w") with { Capacity = capacity })?.Items.Select(item => item.Name.Run) ?? []];
        Assert.Equal(["a", "b", "d"], Cohort(3));
        Assert.Equal(["c", "f"], Cohort(3));
        Assert.Equal(["e"], Cohort(1));
        Assert.Equal(["g"], Cohort(3));
    }

    [Fact]
    public void A_cohort_given_back_keeps_its_order()
    {
        foreach (string run in (string[])["a", "b", "c", "d"])
        {
            table.Enqueue(Sweep, Training(run, "shape"));
        }

        table.Return(table.Take(Worker("w") with { Capacity = 3 })!.Id);
        Assert.Equal(["a", "b", "c", "d"], Enumerable.Range(0, 4).Select(_ => Take()));
    }

    [Fact]
    public void Work_that_two_sweeps_want_is_done_once_and_goes_on_waiting_when_one_of_them_is_cancelled()
    {
        table.Enqueue(Sweep, Training("a"));
        table.Enqueue(Sweep, Training("b"));
        table.Enqueue(new("other", 10), Training("b"));
        Assert.Equal(2, table.Waiting);
        table.Withdraw("sweep");
        Assert.Equal(["b", null], [Take(), Take()]);
        Assert.False(table.Knows("a"));
    }

    [Fact]
    public void A_table_knows_the_runs_of_which_it_has_any_work()
    {
        table.Enqueue(Sweep, Compression("a", "1"));
        table.Enqueue(Sweep, Compression("a", "2"));
        table.End(table.Take(Worker("w"))!.Id);
        Assert.True(table.Knows("a"));
        table.End(table.Take(Worker("w"))!.Id);
        Assert.False(table.Knows("a"));
    }

    // Whatever happens, work is in one place: waiting, leased or done; and none is leased twice at once.
    [Fact]
    public void Work_is_never_lost_and_never_leased_twice() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[1, 3]).Array[0, 200].Sample(steps =>
        {
            ManualClock time = new();
            LeaseTable any = new(time, Term);
            HashSet<WorkName> open = [];
            List<Lease> held = [];
            foreach ((int what, int which, int sweep) in steps)
            {
                switch (what)
                {
                    case 0 or 1:
                        WorkItem item = which % 2 == 0 ? Training($"{which}", "shape") : Compression($"{which}");
                        any.Enqueue(new($"{sweep}", sweep), item);
                        open.Add(item.Name);
                        break;
                    case 2 when any.Take(Worker("w") with { Capacity = sweep }) is { } lease:
                        WorkName[] alive = [.. held.Where(any.Prolong).SelectMany(each => each.Items).Select(each => each.Name)];
                        Assert.Empty(lease.Items.Select(each => each.Name).Intersect(alive));
                        open.UnionWith(alive); // a holder that was thought lost, and whose work another has done since, is still at it
                        held.Add(lease);
                        break;
                    case 3 when held.Count > 0:
                        Lease done = held[which % held.Count];
                        held.Remove(done);
                        if (any.End(done.Id))
                        {
                            open.ExceptWith(done.Items.Select(each => each.Name).Where(name => !any.Knows(name.Run))); // unless it was asked for meanwhile
                        }

                        break;
                    case 4 when held.Count > 0:
                        Lease back = held[which % held.Count];
                        held.Remove(back);
                        any.Return(back.Id);
                        break;
                    case 5:
                        time.Advance(Term / 3);
                        any.Expire();
                        break;
                    case 6:
                        any.Reprioritize(new($"{sweep}", which + 1));
                        break;
                }

                Assert.Equal(open.Count, any.Waiting + any.Leased);
                Assert.True(open.All(name => any.Knows(name.Run)));
                Assert.Equal(any.Leased > 0 || any.Waiting > 0, any.Shares.Count > 0);
            }
        });
}
