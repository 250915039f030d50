using GrokCluster.Client.Figures;
using GrokCluster.Client.Results;

namespace GrokCluster.Client.Tests.Results;

public class DocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root(), "docs", "results.md"));

    [Fact]
    public void Every_column_is_documented_in_its_place_with_its_type()
    {
        Assert.Equal(Columns(RunsTable.Table), Documented(RunsTable.Table.FileName));
        Assert.Equal(Columns(EpochsTable.Table), Documented(EpochsTable.Table.FileName));
        Assert.Equal(Columns(MeasurementsTable.Table), Documented(MeasurementsTable.Table.FileName));
    }

    [Fact]
    public void Every_format_is_documented() =>
        Assert.All(TableFormats.Names, name => Assert.Contains(Lines, line => line.StartsWith($"| `{name}` | `{RunsTable.Table.FileNameAs(TableFormats.TryParse(name, out TableFormat format) ? format : default)}`, … |", StringComparison.Ordinal)));

    [Fact]
    public void Every_figure_is_documented() =>
        Assert.All(FigureSet.All, figure => Assert.Contains(Lines, line => line.StartsWith($"| {figure.Id} | `figure-{figure.Id}` |", StringComparison.Ordinal)));

    private static IEnumerable<string> Columns<TRow>(Table<TRow> table) => table.Columns.Select(column =>
        $"{column.Name} {(column.Type == typeof(string) ? "text" : column.Type == typeof(double) ? "float64" : column.Type.Name.ToLowerInvariant())}");

    private static IEnumerable<string> Documented(string table) => Lines
        .SkipWhile(line => line != $"## {table}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => $"{line.Split('`')[1]} {line.Split('|')[2].Trim()}");

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GrokCluster.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
