using System.Globalization;

namespace GrokCluster.Client.Results;

/// <summary>How values stand in a table: invariant, shortest text that reads back to the same value, empty for what is not there.</summary>
public static class Cell
{
    /// <summary>A number; empty for NaN.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A cell of any type that columns have; empty for null.</summary>
    public static string Text(object? value) => value switch
    {
        double number => Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    /// <summary>Quotes a cell where RFC 4180 asks for it: around a comma, a quote or a line end, with quotes doubled.</summary>
    public static string Quote(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
