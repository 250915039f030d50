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

    /// <summary>Every state of the sweep until its last.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="error">Told when the cluster does not answer, and when it does again.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public static async IAsyncEnumerable<SweepProgress> Of(ISweepGrain sweep, IAnsiConsole error, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        bool isSilent = false;
        while (true)
        {
            await using IAsyncEnumerator<SweepProgress> states = sweep.Watch(cancellation).GetAsyncEnumerator(cancellation);
            while (await Next(states) is { } state)
            {
                if (isSilent)
                {
                    error.WritePlain("The cluster answers again.");
                    isSilent = false;
                }

                yield return state;
                if (state.State != SweepState.Running)
                {
                    yield break;
                }
            }

            cancellation.ThrowIfCancellationRequested();
            if (!isSilent)
            {
                error.WritePlain("The cluster does not answer; trying again. The sweep itself needs no client.");
                isSilent = true;
            }

            await Task.Delay(Pause, clock, cancellation);
        }

        async Task<SweepProgress?> Next(IAsyncEnumerator<SweepProgress> states)
        {
            try
            {
                return await states.MoveNextAsync() ? states.Current : null;
            }
            catch (Exception fault) when (Patience.IsPassing(fault) || fault is EnumerationAbortedException)
            {
                return null;
            }
        }
    }
}
