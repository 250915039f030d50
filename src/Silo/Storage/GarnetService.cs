using System.Diagnostics;
using System.Globalization;
using System.Net;
using Garnet;

namespace GrokCluster.Silo.Storage;

/// <summary>
/// The storage server of a silo that has no Redis: Garnet in this process, its data under the data directory. Registered before Orleans, so that it is
/// there before the silo asks for it and until the silo has stopped.
/// </summary>
internal sealed class GarnetService(DataDirectory directory, IPAddress address, int port, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private GarnetServer? server;

    /// <summary>Recovers what was written before and listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(Start, cancellationToken);

    /// <summary>Stops listening and closes the log. Nothing is left to flush: every write was on disk before it was acknowledged.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(Dispose, CancellationToken.None);

    /// <summary>Closes and opens again, on the same port: what a failed commit of the log needs.</summary>
    public Task ReopenAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            Dispose();
            Open();
        },
        cancellationToken);

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
        GarnetServer created = new(Arguments(), loggers);
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

        // Orleans writes grain state by a script that compares ETags.
        "--lua",

        // A write is acknowledged once it is on disk. With a commit every second instead, each kill -9 of a trial lost some.
        "--aof", "--aof-commit-wait",

        // To start with a part of the data would mean to compute again, or to contradict, what others have seen.
        "--recover", "--fail-on-recovery-error",

        // Without the tier, data beyond the memory is evicted for good. The native device needs libaio and ends the process where that is missing.
        "--storage-tier", "--logdir", directory.Garnet, "--checkpointdir", directory.Garnet, "--device-type", "RandomAccess",

        // The log shrinks only when a checkpoint is taken, which this limit triggers. Its page has to fit a segment and be at least twice the store's page.
        "--aof-size-limit", "16m", "--aof-size-limit-enforce-frequency", "1",
        "--aof-segment-size", "16m", "--aof-memory", "16m", "--aof-page-size", "8m",

        // Modest beside the networks; what does not fit is read from disk.
        "--memory", "256m", "--page", "4m", "--index", "16m",
    ];
}
