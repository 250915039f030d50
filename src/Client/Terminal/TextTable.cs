using Spectre.Console;

namespace GrokCluster.Client.Terminal;

/// <summary>Rows in aligned columns, as plain text that can be pasted, piped and cut anywhere.</summary>
/// <param name="header">Names of the columns; one that begins with <c>&gt;</c> is aligned to the right.</param>
public sealed class TextTable(params string[] header)
{
    private readonly bool[] toTheRight = [.. header.Select(name => name.StartsWith('>'))];
    private readonly List<string[]> rows = [[.. header.Select(name => name.TrimStart('>'))]];

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params string[] cells) => rows.Add(cells.Length == header.Length ? cells : throw new ArgumentException($"A row of {cells.Length} cells does not fit {header.Length} columns.", nameof(cells)));

    /// <summary>Prints header and rows.</summary>
    public void Print(IAnsiConsole console)
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            console.WritePlain(string.Join("  ", row.Select((cell, column) => toTheRight[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
