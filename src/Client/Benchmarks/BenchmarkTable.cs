using GrokCluster.Client.Terminal;
using Spectre.Console;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Figures in columns: the first column to the left, the others to the right.</summary>
/// <param name="title">What is measured, in which unit.</param>
/// <param name="header">Names of the columns.</param>
public sealed class BenchmarkTable(string title, params string[] header)
{
    private readonly TextTable table = new([header[0], .. header.Skip(1).Select(name => $">{name}")]);

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params string[] cells) => table.Add(cells);

    /// <summary>Prints title, header and rows.</summary>
    public void Print(IAnsiConsole console)
    {
        console.WritePlain("");
        console.WritePlain(title);
        table.Print(console);
    }
}
