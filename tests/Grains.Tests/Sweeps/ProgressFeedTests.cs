using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Grains.Tests.Sweeps;

public class ProgressFeedTests
{
    private readonly ProgressFeed feed = new(TimeProvider.System);
    private SweepState state = SweepState.Running;
    private int priority = 1;

    [Fact]
    public async Task A_watcher_hears_the_state_at_once_then_of_changes_and_of_the_end()
    {
        await using IAsyncEnumerator<SweepProgress> watch = feed.Watch(Snapshot, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(1, watch.Current.Priority);

        Task<bool> next = watch.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted, "The watcher heard of a change that was none.");
        priority = 2;
        feed.Change();
        Assert.True(await next);
        Assert.Equal(2, watch.Current.Priority);

        next = watch.MoveNextAsync().AsTask();
        state = SweepState.Completed;
        feed.End();
        Assert.True(await next);
        Assert.Equal(SweepState.Completed, watch.Current.State);
        Assert.False(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task A_watcher_that_leaves_is_let_go()
    {
        using CancellationTokenSource leave = new();
        await using IAsyncEnumerator<SweepProgress> watch = feed.Watch(Snapshot, leave.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await watch.MoveNextAsync());
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private SweepProgress Snapshot() => new("sweep", state, priority, 1, default, [], null, null);
}
