namespace GrokCluster.Silo.Storage;

/// <summary>
/// Passes on what Garnet logs, and notes a failed write to its device. After one it must be opened again even where writes seem to go on: its log refuses them, or its memory no longer reaches the disk.
/// </summary>
internal sealed class GarnetFaults(ILoggerFactory loggers) : ILoggerFactory
{
    private volatile Exception? fault;

    /// <summary>The first failed write since the storage was opened; null where there was none.</summary>
    public Exception? Fault => fault;

    /// <summary>The storage was opened again.</summary>
    public void Forget() => fault = null;

    public ILogger CreateLogger(string categoryName) => new Logger(loggers.CreateLogger(categoryName), this);

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
    }

    private sealed class Logger(ILogger inner, GarnetFaults faults) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical || inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical && exception is not null && IsOfDevice(exception))
            {
                faults.fault ??= exception;
            }

            if (inner.IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }

        // A failed commit carries the device's fault within; a broken connection is an IOException too, with a socket's.
        private static bool IsOfDevice(Exception? exception) => exception switch
        {
            null => false,
            IOException { InnerException: not System.Net.Sockets.SocketException } => true,
            _ => IsOfDevice(exception.InnerException),
        };
    }
}
