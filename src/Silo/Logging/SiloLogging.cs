using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo.Logging;

/// <summary>Where log lines go: to the console for a silo of its own, to a file where the console is another's.</summary>
internal static class SiloLogging
{
    private const long FileLimit = 4 << 20;

    /// <summary>What we say ourselves, and warnings of everyone.</summary>
    public static void LogToConsole(this ILoggingBuilder logging, LogFormat format)
    {
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = LogLine.TimestampFormat;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd HH:mm:ss'Z' ";
            });
        }

        logging.LimitLevels().AddFilter(nameof(GrokCluster), LogLevel.Information);
    }

    /// <summary>Warnings only, to a file of the data directory.</summary>
    public static void LogToFile(this ILoggingBuilder logging, DataDirectory directory)
    {
        logging.LimitLevels();
        logging.Services.AddSingleton<ILoggerProvider>(services =>
            new FileLoggerProvider(directory.LogFile, FileLimit, services.GetRequiredService<TimeProvider>()));
    }

    // Garnet's parser warns at every start that it leaves logging to us. The host logs a failed start, which is also thrown at whoever started it and can tell it better. Of a lost silo Orleans tells each
    // missed probe, late timer and lost call; what follows from them, we and its errors tell. Garnet tells each connection that a failed log refuses, several a second; GarnetWatch tells it once.
    private static ILoggingBuilder LimitLevels(this ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("ArgParser", LogLevel.Error)
        .AddFilter("Session", LogLevel.None)
        .AddFilter("Orleans.Runtime.AsyncTimer", LogLevel.Error)
        .AddFilter("Orleans.Runtime.CallbackData", LogLevel.Error)
        .AddFilter("Orleans.Runtime.MembershipService", LogLevel.Error)
        .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)
        .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
}
