using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GrokCluster.Silo.Logging;

/// <summary>What the silo's process says outside its log (that it is ready, or why it does not start), in the form of the log.</summary>
internal static class LogLine
{
    /// <summary>Of JSON lines, in UTC.</summary>
    public const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A message as a line: itself, or an object with the names of the log's.</summary>
    public static string Of(LogFormat format, LogLevel level, string message, TimeProvider clock)
    {
        string line = message.ReplaceLineEndings(" ");
        return format == LogFormat.Text ? line : JsonSerializer.Serialize(
            new
            {
                Timestamp = clock.GetUtcNow().ToString(TimestampFormat, CultureInfo.InvariantCulture),
                LogLevel = level.ToString(),
                Category = $"{nameof(GrokCluster)}.{nameof(Silo)}",
                Message = line,
            },
            Readable);
    }
}
