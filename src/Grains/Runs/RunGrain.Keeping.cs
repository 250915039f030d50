using System.Globalization;
using GrokCluster.Grains.Checkpoints;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Grains.Runs;

/// <content>What a run keeps: its log, and the files that somebody still needs.</content>
public sealed partial class RunGrain
{
    private async Task GiveUpOrSave(int faults, string reason)
    {
        if (faults >= Log.Demands.Select(each => each.For.Attempts).DefaultIfEmpty(int.MaxValue).Max())
        {
            Log.Reason = reason;
            Log.Note(clock.GetUtcNow(), $"given up: {reason}");
        }

        await Save();
        Tell([]);
    }

    // What was fulfilled is told once more, though it is no longer waited for.
    private async Task<IReadOnlyList<OpenDemand>> SaveProgress()
    {
        IReadOnlyList<OpenDemand> fulfilled = Log.Fulfil();
        if (fulfilled.Count > 0)
        {
            Log.Note(clock.GetUtcNow(), Log.DivergedAt is int epoch ? string.Create(CultureInfo.InvariantCulture, $"diverged in epoch {epoch}; measured up to then") : "trained and measured");
        }

        await Save();
        return fulfilled;
    }

    private Task Save() => instruments.Storage.Write(state, DeactivateOnIdle);

    // After the measurement is durable: a kill in between leaves a file too many, never one too few.
    private async Task DeleteUnneeded()
    {
        IReadOnlyList<int> disposable = Log.Disposable();
        bool all = Log.Keep == Retention.Nothing && Log.Demands.Count == 0;
        if (disposable.Count == 0 && !all)
        {
            return;
        }

        try
        {
            string run = this.GetPrimaryKeyString();
            await Task.WhenAll(disposable.Select(epoch => store.Delete(CheckpointKeys.Checkpoint(run, epoch))));
            if (all)
            {
                await store.Delete(CheckpointKeys.Resume(run));
            }

            Log.Stored.RemoveAll(disposable.Contains);
            await Save();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogKept(fault, this.GetPrimaryKeyString());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of run {Run} that nobody needs could not be deleted.")]
    private partial void LogKept(Exception fault, string run);
}
