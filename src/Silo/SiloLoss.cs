namespace GrokCluster.Silo;

/// <summary>
/// The others have declared this silo dead: it did not answer for a while, as after a suspended laptop or a paused container. Orleans would end the process on the spot. This one
/// stops instead and is started anew by <see cref="SiloCommand"/>, under another generation, as the dead one must not come back.
/// </summary>
internal sealed partial class SiloLoss(IHostApplicationLifetime lifetime, ILogger<SiloLoss> logger) : IFatalErrorHandler
{
    private int lost;

    /// <summary>Whether it has happened.</summary>
    public bool HasHappened => lost != 0;

    public bool IsUnexpected(Exception exception) => exception is not ThreadInterruptedException and not ThreadAbortException;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (Interlocked.Exchange(ref lost, 1) == 0)
        {
            LogLost(exception, context ?? "no reason given");
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "This silo has to stop and starts anew: {Reason}")]
    private partial void LogLost(Exception? fault, string reason);
}
