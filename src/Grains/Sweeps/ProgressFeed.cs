using System.Runtime.CompilerServices;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Tells watchers of a sweep what has changed: the state at once, then again after changes, many of which it gathers into one.</summary>
/// <param name="clock">Tells the time.</param>
public sealed class ProgressFeed(TimeProvider clock)
{
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(250);

    private TaskCompletionSource changed = New();
    private TaskCompletionSource ended = New();

    /// <summary>Something has changed.</summary>
    public void Change()
    {
        TaskCompletionSource before = changed;
        changed = New();
        before.SetResult();
    }

    /// <summary>The sweep has ended; watchers hear of it without delay.</summary>
    public void End()
    {
        ended.TrySetResult();
        Change();
    }

    /// <summary>The sweep goes on after its end.</summary>
    public void BeginAgain() => ended = New();

    /// <summary>Every state until the last.</summary>
    /// <param name="snapshot">Takes the state.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<SweepProgress> Watch(Func<SweepProgress> snapshot, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task next = changed.Task;
            SweepProgress state = snapshot();
            yield return state;
            if (state.State != SweepState.Running)
            {
                yield break;
            }

            await next.WaitAsync(cancellation);
            await Task.WhenAny(ended.Task, Task.Delay(ShowEvery, clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
