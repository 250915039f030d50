using GrokCluster.Grains.Telemetry;
using GrokCluster.Silo.Storage;
using StackExchange.Redis;

namespace GrokCluster.Silo.Telemetry;

/// <summary>
/// Asks the storage of states whether it is there, and counts when it does not answer. Without it grains cannot even be brought back, so there would soon be nobody left whose writes fail.
/// </summary>
internal sealed class StorageProbe(StorageConnection storage, Instruments instruments, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    // As long as a busy machine may make an answer wait.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await storage.PingAsync().WaitAsync(Patience, clock, stoppingToken);
            }
            catch (Exception fault) when (fault is RedisException or TimeoutException or ObjectDisposedException)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    instruments.Storage.StateFailed(fault);
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(AskEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
