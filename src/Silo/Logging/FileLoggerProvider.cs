using System.Globalization;
using System.Text;

namespace GrokCluster.Silo.Logging;

/// <summary>
/// Writes log lines to a file that stays small: at its limit it becomes <c>NAME.1</c>, in place of the one before, and a new file begins. A full disk ends the
/// log, not the work.
/// </summary>
/// <param name="path">The file; its directory is created.</param>
/// <param name="limit">Bytes after which a new file begins.</param>
/// <param name="clock">Stamps the lines, in UTC.</param>
internal sealed class FileLoggerProvider(string path, long limit, TimeProvider clock) : ILoggerProvider
{
    private readonly Lock gate = new();
    private FileStream? file;

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
            file = null;
        }
    }

    private void Write(LogLevel level, string category, string message, Exception? fault)
    {
        string time = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        byte[] line = Encoding.UTF8.GetBytes($"{time} {level} {category}: {message}{(fault is null ? "" : $"\n{fault}")}\n");
        lock (gate)
        {
            try
            {
                if (file?.Length > limit)
                {
                    file.Dispose();
                    file = null;
                    File.Move(path, path + ".1", overwrite: true);
                }

                file ??= Open();
                file.Write(line);
                file.Flush();
            }
            catch (Exception full) when (full is IOException or UnauthorizedAccessException)
            {
                file = null;
            }
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private sealed class FileLogger(FileLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
