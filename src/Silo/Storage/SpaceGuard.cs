using System.Globalization;
using GrokCluster.Grains.Devices;

namespace GrokCluster.Silo.Storage;

/// <summary>
/// Stops all slots of the cluster before the disk of the hosted storage is full: what they would write then is what could not be stored, and the storage itself needs room to shorten its log.
/// They go on when there is room again.
/// </summary>
/// <param name="directory">Holds the storage.</param>
/// <param name="condition">Told whether slots may work.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="logger">Told of changes.</param>
public sealed partial class SpaceGuard(DataDirectory directory, SiloCondition condition, TimeProvider clock, ILogger<SpaceGuard> logger) : BackgroundService
{
    /// <summary>With less room than this, in bytes, work waits.</summary>
    public const long LowWater = 128L << 20;

    /// <summary>With at least so much, in bytes, it goes on; between the two it does what it did.</summary>
    public const long HighWater = 160L << 20;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Look(new DriveInfo(directory.Path).AvailableFreeSpace);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                LogBlind(fault, directory.Path);
            }

            await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look(long free)
    {
        if (condition.StorageTrouble is null && free < LowWater)
        {
            condition.StorageTrouble = string.Create(
                CultureInfo.InvariantCulture, $"the disk of the storage, {directory.Path}, has {free >> 20} MB left; work waits until there are {HighWater >> 20} MB: free some, nothing is lost");
            LogLow(condition.StorageTrouble);
        }
        else if (condition.StorageTrouble is not null && free >= HighWater)
        {
            condition.StorageTrouble = null;
            LogRoom(directory.Path);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Trouble}")]
    private partial void LogLow(string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "How much room is on the disk of {Directory} cannot be told.")]
    private partial void LogBlind(Exception fault, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is room again on the disk of the storage, {Directory}; work goes on.")]
    private partial void LogRoom(string directory);
}
