using GrokCluster.Client.Figures;
using GrokCluster.Client.Results;

namespace GrokCluster.Client.Tests.Results;

public class DocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Root(), "docs", "results.md"));

    [Fact]
    public void Every_column_is_documented_in_its_place()
    {
        Assert.Equal(RunsTable.Table.Columns.Select(column => column.Name), Documented(RunsTable.Table.FileName));
        Assert.Equal(EpochsTable.Table.Columns.Select(column => column.Name), Documented(EpochsTable.Table.FileName));
        Assert.Equal(MeasurementsTable.Table.Columns.Select(column => column.Name), Documented(MeasurementsTable.Table.FileName));
    }

    [Fact]
    public void Every_figure_is_documented() =>
        Assert.All(FigureSet.All, figure => Assert.Contains(Lines, line => line.StartsWith($"| {figure.Id} | `figure-{figure.Id}` |", StringComparison.Ordinal)));

    private static IEnumerable<string> Documented(string table) => Lines
        .SkipWhile(line => line != $"## {table}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('`')[1]);

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
