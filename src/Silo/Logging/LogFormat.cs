namespace GrokCluster.Silo.Logging;

/// <summary>How a silo writes log lines to the console.</summary>
public enum LogFormat
{
    /// <summary>For people: a line each.</summary>
    Text,

    /// <summary>For collectors of logs: an object a line, with <c>Timestamp</c>, <c>LogLevel</c>, <c>Category</c>, <c>Message</c>, <c>Exception</c> and <c>Scopes</c>.</summary>
    Json,
}
