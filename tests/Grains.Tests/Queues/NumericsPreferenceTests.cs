using GrokCluster.Grains.Queues;

namespace GrokCluster.Grains.Tests.Queues;

/// <summary>A run goes on with slots of its own kind while there are any, and never waits for one that is gone.</summary>
public class NumericsPreferenceTests
{
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(30);
    private static readonly Claim Sweep = new("sweep", 10);
    private readonly ManualClock clock = new();
    private readonly LeaseTable table;

    public NumericsPreferenceTests()
    {
        table = new(clock, Term);
        clock.Advance(Term); // past the time in which a new queue does not yet know who is there
    }

    private static WorkItem Training(string run, string? numerics) => new(new(WorkKind.Training, run, ""), "", numerics);

    private Lease? Pull(string worker, string? numerics, int capacity = 1) =>
        table.Take(new(worker, [WorkKind.Training, WorkKind.Compression], capacity, TimeSpan.Zero, numerics));

    private string? Take(string worker, string? numerics) => Pull(worker, numerics)?.Items[0].Name.Run;

    [Fact]
    public void A_slot_takes_what_its_kind_has_begun_and_what_nobody_has_and_leaves_the_rest_to_others()
    {
        Assert.Null(Take("wide", "avx512"));
        Assert.Null(Take("narrow", "avx2"));
        table.Enqueue(Sweep, Training("a", "avx512"));
        table.Enqueue(Sweep, Training("b", null));
        table.Enqueue(Sweep, Training("c", "avx2"));
        Assert.Equal(["b", "c", null], Enumerable.Range(0, 3).Select(_ => Take("narrow", "avx2")));
        Assert.Equal(["a", null], Enumerable.Range(0, 2).Select(_ => Take("wide", "avx512")));
    }

    [Fact]
    public void A_busy_slot_is_waited_for_as_long_as_it_is_heard_of()
    {
        table.Enqueue(Sweep, Training("long", null));
        Lease held = Pull("wide", "avx512")!;
        table.Enqueue(Sweep, Training("a", "avx512"));
        for (int i = 0; i < 20; i++)
        {
            clock.Advance(Term / 6);
            Assert.True(table.Prolong(held));
            table.Expire();
            Assert.Null(Take("narrow", "avx2"));
        }

        Assert.True(table.End(held.Id));
        Assert.Equal("a", Take("wide", "avx512"));
    }

    [Fact]
    public void When_the_slots_of_its_kind_are_gone_another_takes_it()
    {
        table.Enqueue(Sweep, Training("a", null));
        Assert.Equal("a", Take("wide", "avx512"));
        table.Leave("wide");
        Assert.Equal("a", Take("narrow", "avx2"));
    }

    [Fact]
    public void What_a_killed_slot_held_waits_for_it_when_it_arrives_again()
    {
        table.Enqueue(Sweep, Training("a", null));
        Assert.Equal("a", Take("wide", "avx512"));
        table.Arrive("wide", "avx512");
        Assert.Null(Take("narrow", "avx2"));
        Assert.Equal("a", Take("wide", "avx512"));
    }

    [Fact]
    public void When_the_slots_of_its_kind_are_silent_another_takes_it()
    {
        table.Enqueue(Sweep, Training("a", null));
        Assert.Equal("a", Take("wide", "avx512"));
        clock.Advance(Term + TimeSpan.FromSeconds(1));
        Assert.Equal(1, table.Expire());
        Assert.Equal("a", Take("narrow", "avx2"));
    }

    [Fact]
    public void What_comes_back_from_a_slot_is_left_to_its_kind()
    {
        table.Enqueue(Sweep, Training("a", null));
        Lease lost = Pull("wide", "avx512")!;
        Assert.Null(Take("wide too", "avx512"));
        table.Return(lost.Id);
        Assert.Null(Take("narrow", "avx2"));
        Assert.Equal("a", Take("wide too", "avx512"));
    }

    [Fact]
    public void A_queue_that_has_just_begun_first_gets_to_know_its_slots()
    {
        LeaseTable fresh = new(clock, Term);
        fresh.Enqueue(Sweep, Training("a", "avx512"));
        WorkRequest narrow = new("narrow", [WorkKind.Training], 1, TimeSpan.Zero, "avx2");
        Assert.Null(fresh.Take(narrow));
        clock.Advance(Term / 3);
        Assert.Equal("a", fresh.Take(narrow)!.Items[0].Name.Run);
    }

    [Fact]
    public void A_slot_that_only_helps_to_measure_is_not_waited_for()
    {
        table.Enqueue(Sweep, new(new(WorkKind.Compression, "m", "1"), ""));
        Assert.NotNull(table.Take(new("gpu", [WorkKind.Compression], 1, TimeSpan.Zero)));
        table.Enqueue(Sweep, Training("a", "h200"));
        Assert.Equal("a", Take("narrow", "avx2"));
    }

    [Fact]
    public void Runs_of_another_kind_are_no_companions()
    {
        Assert.Null(Take("wide", "avx512"));
        table.Enqueue(Sweep, new(new(WorkKind.Training, "a", ""), "shape", "avx2"));
        table.Enqueue(Sweep, new(new(WorkKind.Training, "b", ""), "shape", "avx512"));
        table.Enqueue(Sweep, new(new(WorkKind.Training, "c", ""), "shape"));
        Assert.Equal(["a", "c"], Pull("narrow", "avx2", capacity: 4)!.Items.Select(item => item.Name.Run));
        Assert.Equal("b", Take("wide", "avx512"));
    }
}
