using System.Diagnostics;
using GrokCluster.Grains.Devices;
using StackExchange.Redis;

namespace GrokCluster.Silo.Storage;

/// <summary>
/// Opens the hosted storage again when it has failed. Once a write to its disk has failed, Garnet refuses every write and every new connection for good, or goes on without reaching the disk, while
/// everything that it had acknowledged is there. So it is watched, and opened again when there is room.
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
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(ProbeEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Exception? failure = garnet.Fault ?? await Probe(stoppingToken);
            if (failure is null)
            {
                answered = clock.GetTimestamp();
            }
            else if ((garnet.Fault is not null || clock.GetElapsedTime(answered) > Patience) && await Reopen(failure, stoppingToken))
            {
                answered = clock.GetTimestamp();
            }
        }
    }

    private async Task<Exception?> Probe(CancellationToken stopping)
    {
        try
        {
            IDatabase database = (await storage.OpenAsync()).GetDatabase();
            await database.StringSetAsync(ProbeKey, clock.GetUtcNow().ToUnixTimeSeconds()).WaitAsync(Patience, clock, stopping);
            return null;
        }
        catch (Exception fault)
        {
            return stopping.IsCancellationRequested ? null : fault;
        }
    }

    // Waits for room first: to recover takes some, and to fail in the midst of it helps nobody.
    private async Task<bool> Reopen(Exception silence, CancellationToken stopping)
    {
        LogSilent(silence, directory.Garnet);
        while (condition.StorageTrouble is not null && !stopping.IsCancellationRequested)
        {
            await Task.Delay(ProbeEvery, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (stopping.IsCancellationRequested)
        {
            return false;
        }

        try
        {
            await garnet.ReopenAsync(stopping);
            LogReopened(directory.Garnet);
            return true;
        }
        catch (TimeoutException fault)
        {
            // Its port and its files are held until the process ends. Whoever started it starts it again, and finds everything there.
            LogStuck(fault, directory.Garnet);
            Process.GetCurrentProcess().Kill();
            return false;
        }
        catch (Exception fault)
        {
            LogStillClosed(fault, directory.Garnet);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage in {Directory} no longer answers; it is opened again as soon as there is room.")]
    private partial void LogSilent(Exception fault, string directory);

    [LoggerMessage(Level = LogLevel.Error, Message = "The storage in {Directory} cannot be opened again; it is tried once more.")]
    private partial void LogStillClosed(Exception fault, string directory);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The storage in {Directory} has failed and does not close; this process ends. Start it again: nothing is lost.")]
    private partial void LogStuck(Exception fault, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage in {Directory} was opened again.")]
    private partial void LogReopened(string directory);
}
