using System.Diagnostics;
using System.Globalization;
using System.Net;
using Garnet;

namespace GrokCluster.Silo.Storage;

/// <summary>
/// The storage server of a silo that has no Redis: Garnet in this process, its data under the data directory. Registered before Orleans, so that it is
/// there before the silo asks for it and until the silo has stopped.
/// </summary>
internal sealed class GarnetService(DataDirectory directory, IPAddress address, int port, ILoggerFactory loggers, long? logLimit = null) : IHostedService, IDisposable
{
    private const long LargestLog = 256L << 20;
    private const long SmallestLog = 16L << 20;

    // It takes milliseconds; once in fifty times, after a failed write, it never came back.
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(10);

    private readonly GarnetFaults faults = new(loggers);
    private GarnetServer? server;

    /// <summary>Recovers what was written before and listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(Start, cancellationToken);

    /// <summary>Stops listening and closes the log. Nothing is left to flush: every write was on disk before it was acknowledged.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(Dispose, CancellationToken.None);

    /// <summary>The first failed write to the disk since the storage was opened; null where there was none.</summary>
    public Exception? Fault => faults.Fault;

    /// <summary>Closes and opens again, on the same port: what a failed write needs. All that was acknowledged is there.</summary>
    /// <exception cref="TimeoutException">It does not close; nothing but the end of the process helps.</exception>
    public async Task ReopenAsync(CancellationToken cancellationToken)
    {
        await Task.Run(Dispose, cancellationToken).WaitAsync(ClosePatience, cancellationToken);
        faults.Forget();
        await Task.Run(Open, cancellationToken);
    }

    public void Dispose() => Interlocked.Exchange(ref server, null)?.Dispose();

    private void Start()
    {
        try
        {
            Open();
        }
        catch (Exception fault) when (!SiloPorts.WasTaken(fault))
        {
            throw new SiloException(
                $"The storage in {directory.Garnet} cannot be opened: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}; free space on its disk or restore a copy of {directory.Path}, or give another directory with --data.", fault);
        }
    }

    private void Open()
    {
        // Garnet sends this process's trace output to the console, where it would tear the client's live view.
        TraceListener[] listeners = [.. Trace.Listeners.Cast<TraceListener>()];
        GarnetServer created = new(Arguments(), faults);
        foreach (TraceListener added in Trace.Listeners.Cast<TraceListener>().Except(listeners).ToArray())
        {
            Trace.Listeners.Remove(added);
        }

        server = created;
        created.Start();
    }

    private string[] Arguments() =>
    [
        "--bind", address.ToString(),
        "--port", port.ToString(CultureInfo.InvariantCulture),
        "--auth", "Password", "--password", directory.Password,
        "-q",

        // Grain state is written by a script that compares tags.
        "--lua",

        // A write is acknowledged once it is on disk. With a commit every second instead, each kill -9 of a trial lost some.
        "--aof", "--aof-commit-wait",

        // To start with a part of the data would mean to compute again, or to contradict, what others have seen.
        "--recover", "--fail-on-recovery-error",

        // Without the tier, data beyond the memory is evicted for good. The native device needs libaio and ends the process where that is missing.
        "--storage-tier", "--logdir", directory.Garnet, "--checkpointdir", directory.Garnet, "--device-type", "RandomAccess",

        // The log shrinks only when a checkpoint is taken, which this limit triggers. Its page has to fit a segment and be at least twice the store's page.
        "--aof-size-limit", (logLimit ?? LogLimit()).ToString(CultureInfo.InvariantCulture), "--aof-size-limit-enforce-frequency", "1",
        "--aof-segment-size", "16m", "--aof-memory", "16m", "--aof-page-size", "8m",

        // Modest beside the networks; what does not fit is read from disk. A larger index gains nothing up to 100,000 keys, and every start writes it.
        "--memory", "256m", "--page", "4m", "--index", "2m",
    ];

    // A checkpoint writes all that is in memory, so it should not come before as much was written; but a log that fills its disk could not be shortened any more.
    private long LogLimit()
    {
        long room = new DriveInfo(directory.Path).AvailableFreeSpace / 4;
        long limit = LargestLog;
        while (limit > SmallestLog && limit > room)
        {
            limit /= 2;
        }

        return limit;
    }
}
