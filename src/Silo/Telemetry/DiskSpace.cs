using System.Diagnostics.Metrics;
using GrokCluster.Silo.Checkpoints;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo.Telemetry;

/// <summary>Gauges of the disks that a silo sees its storage and its checkpoints on. A bucket, or a storage elsewhere, has none here.</summary>
/// <param name="meters">Makes the meter.</param>
/// <param name="checkpoints">Says where checkpoints are.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="directory">Holds the storage; null where this silo hosts none.</param>
internal sealed class DiskSpace(IMeterFactory meters, ClusterCheckpoints checkpoints, TimeProvider clock, DataDirectory? directory = null) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    // Looked at apart from the scrape: a network disk that hangs must not take all metrics with it.
    private volatile IReadOnlyList<Disk> disks = [];
    private DateTimeOffset seenAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Meter meter = meters.Create(Metrics.Meter);
        meter.CreateObservableGauge("grok.disk.free", () => Each(disk => disk.Free), "By", "Bytes left for this user on the disk of the storage or of the checkpoints.");
        meter.CreateObservableGauge("grok.disk.size", () => Each(disk => disk.Size), "By", "Bytes of that disk.");
        while (!stoppingToken.IsCancellationRequested)
        {
            disks = await Task.Run(Look, stoppingToken);
            seenAt = clock.GetUtcNow();
            await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What is too old to be true is not shown.
    private IEnumerable<Measurement<long>> Each(Func<Disk, long> read) =>
        clock.GetUtcNow() - seenAt > LookEvery * 6 ? [] : disks.Select(disk => new Measurement<long>(read(disk), new KeyValuePair<string, object?>("use", disk.Use)));

    private IReadOnlyList<Disk> Look() => [.. new[] { Read("storage", directory?.Path), Read("checkpoints", (checkpoints.Location as DirectoryLocation)?.Text) }.OfType<Disk>()];

    private static Disk? Read(string use, string? path)
    {
        try
        {
            return path is null ? null : new DriveInfo(path) is { AvailableFreeSpace: var free, TotalSize: var size } ? new(use, free, size) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Disk(string Use, long Free, long Size);
}
