using GrokCluster.Client.Terminal;
using Spectre.Console;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Figures in columns, as plain text that can be pasted anywhere: the first column to the left, the others to the right.</summary>
/// <param name="title">What is measured, in which unit.</param>
/// <param name="header">Names of the columns.</param>
public sealed class BenchmarkTable(string title, params string[] header)
{
    private readonly List<string[]> rows = [header];

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params string[] cells) => rows.Add(cells.Length == header.Length ? cells : throw new ArgumentException($"A row of {cells.Length} cells does not fit {header.Length} columns.", nameof(cells)));

    /// <summary>Prints title, header and rows.</summary>
    public void Print(IAnsiConsole console)
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => rows.Max(row => row[column].Length))];
        console.WritePlain("");
        console.WritePlain(title);
        foreach (string[] row in rows)
        {
            console.WritePlain(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }
}
