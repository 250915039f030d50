using System.Runtime.CompilerServices;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Sweeps;
using Spectre.Console;

namespace GrokCluster.Client.Watching;

/// <summary>Watches a sweep through the loss of the silo that tells of it: the stream breaks, and is asked for again wherever the sweep has come back.</summary>
public static class LastingWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A call to a silo that was killed is never answered. Asking anew costs little, so a quiet sweep is asked often rather than a lost one waited for.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>Every state of the sweep until its last; the same state again when nothing has changed for long.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="error">Told when the cluster does not answer, and when it does again.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public static async IAsyncEnumerable<SweepProgress> Of(ISweepGrain sweep, IAnsiConsole error, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        bool isLost = false;
        while (true)
        {
            bool answered = false;
            using CancellationTokenSource asked = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            IAsyncEnumerator<SweepProgress> states = sweep.Watch(asked.Token).GetAsyncEnumerator(asked.Token);
            while (await Next(states) is { } state)
            {
                answered = true;
                if (isLost)
                {
                    error.WritePlain("The cluster answers again.");
                    isLost = false;
                }

                yield return state;
                if (state.State != SweepState.Running)
                {
                    await states.DisposeAsync();
                    yield break;
                }
            }

            // Not disposed of: that would wait for the silo that does not answer.
            await asked.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            if (answered)
            {
                continue;
            }

            if (!isLost)
            {
                error.WritePlain("The cluster does not answer; trying again. The sweep itself needs no client.");
                isLost = true;
            }

            await Task.Delay(Pause, clock, cancellation);
        }

        async Task<SweepProgress?> Next(IAsyncEnumerator<SweepProgress> states)
        {
            try
            {
                return await states.MoveNextAsync().AsTask().WaitAsync(Silence, clock, cancellation) ? states.Current : null;
            }
            catch (Exception fault) when (Patience.IsPassing(fault) || fault is EnumerationAbortedException)
            {
                return null;
            }
        }
    }
}
