using GrokCluster.Grains.Devices;
using StackExchange.Redis;

namespace GrokCluster.Silo.Storage;

/// <summary>
/// Opens the hosted storage again when it has failed. Once a commit of its log has failed, as on a full disk, Garnet refuses every write and every new connection for good, while everything that it had
/// acknowledged is on disk. So it is probed from outside, and opened again when there is room.
/// </summary>
internal sealed partial class GarnetWatch(GarnetService garnet, StorageConnection storage, DataDirectory directory, SiloCondition condition, TimeProvider clock, ILogger<GarnetWatch> logger) : BackgroundService
{
    private static readonly RedisKey ProbeKey = SiloOptions.ServiceId + "/probe";
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(2);

    // Longer than any pause that was seen, while every core trains or a checkpoint of the storage is taken. To open a storage again that was only slow would do no harm either.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long answered = clock.GetTimestamp();
        using PeriodicTimer timer = new(ProbeEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                IDatabase database = (await storage.OpenAsync()).GetDatabase();
                await database.StringSetAsync(ProbeKey, clock.GetUtcNow().ToUnixTimeSeconds()).WaitAsync(Patience, clock, stoppingToken);
                answered = clock.GetTimestamp();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                if (clock.GetElapsedTime(answered) > Patience && await Reopen(fault, stoppingToken))
                {
                    answered = clock.GetTimestamp();
                }
            }
        }
    }

    // Waits for room first: to recover takes some, and to fail in the midst of it helps nobody.
    private async Task<bool> Reopen(Exception silence, CancellationToken stopping)
    {
        LogSilent(silence, directory.Garnet);
        while (condition.StorageTrouble is not null)
        {
            await Task.Delay(ProbeEvery, clock, stopping);
        }

        try
        {
            await garnet.ReopenAsync(stopping);
            LogReopened(directory.Garnet);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogStillClosed(fault, directory.Garnet);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage in {Directory} no longer answers; it is opened again as soon as there is room.")]
    private partial void LogSilent(Exception fault, string directory);

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage in {Directory} cannot be opened again; it is tried once more.")]
    private partial void LogStillClosed(Exception fault, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage in {Directory} was opened again.")]
    private partial void LogReopened(string directory);
}
