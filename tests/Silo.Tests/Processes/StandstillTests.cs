using GrokCluster.Tests;

namespace GrokCluster.Silo.Tests.Processes;

public class StandstillTests
{
    private const string Idle = "";
    private string atWork = Idle;

    [Fact]
    public void Tests_stand_still_when_no_thread_is_seen_at_work_again_and_again()
    {
        Standstill still = new(Threads, looks: 16);
        Assert.False(Looks(still, Enumerable.Repeat(Idle, 20)));
        still.Begins("1", "first");
        Assert.False(Looks(still, Enumerable.Repeat(Idle, 15)));
        Assert.True(Looks(still, [Idle]));
        Assert.True(Looks(still, ["a"]));
        Assert.True(Looks(still, ["b", "c", "d", "e"]));
        Assert.False(Looks(still, ["a"]));
        Assert.False(Looks(still, Enumerable.Repeat(Idle, 10)));
        Assert.True(Looks(still, [Idle]));
        Assert.False(Looks(still, Enumerable.Repeat("busy", 16)));
        Assert.Contains("first", still.Message());
    }

    [Fact]
    public void A_test_that_begins_or_ends_is_progress()
    {
        Standstill still = new(Threads, looks: 2);
        still.Begins("1", "first");
        Assert.False(Looks(still, [Idle]));
        still.Begins("2", "second");
        Assert.False(Looks(still, [Idle]));
        still.Ends("1");
        Assert.False(Looks(still, [Idle]));
        Assert.True(Looks(still, [Idle]));
        still.Ends("2");
        Assert.False(Looks(still, [Idle, Idle]));
    }

    [Fact]
    public async Task Threads_at_work_are_those_of_a_process_and_of_all_that_it_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        await using ChildProcess busy = ChildProcess.Shell("(while :; do :; done) & echo ready; wait");
        await using ChildProcess idle = ChildProcess.Shell($"({TestHost.Sleeper}; exit) & echo ready; wait");
        await busy.LineAsync("ready");
        await idle.LineAsync("ready");
        ProcessTree rest = new(idle.Id);
        while (rest.ThreadsAtWork().Count > 0)
        {
            await Task.Yield();
        }

        Assert.Equal(3, rest.Processes().Count);
        Assert.Contains($": {TestHost.Sleeper}", string.Join('\n', rest.CommandLines()));

        ProcessTree work = new(busy.Id);
        int loop = work.Processes()[^1];
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Contains($"{loop}/{loop}", work.ThreadsAtWork()));
    }

    [Fact]
    public async Task A_test_process_that_stands_still_ends_and_says_what_it_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        await using ChildProcess host = ChildProcess.Role(TestHost.Still, "");
        (int code, _, string error) = await host.EndAsync();
        Assert.NotEqual(0, code);
        Assert.Contains($"{TestHost.StillTest}: no progress.", error);
        Assert.Contains(TestHost.Sleeper, error);
        Assert.Contains("seen by a witness", error);
    }

    private string[] Threads() => atWork == Idle ? [] : [atWork];

    private bool Looks(Standstill still, IEnumerable<string> work)
    {
        bool stands = false;
        foreach (string each in work)
        {
            atWork = each;
            stands = still.Look();
        }

        return stands;
    }
}
