namespace GrokCluster.Client.Results;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name in the header.</param>
/// <param name="Text">A row's cell, before quoting.</param>
public sealed record Column<TRow>(string Name, Func<TRow, string> Text);

/// <summary>A CSV file (RFC 4180, UTF-8, line feeds, a header) with fixed columns. Equal rows give equal bytes.</summary>
/// <param name="FileName">Its name in the folder of results.</param>
/// <param name="Columns">Its columns, in order.</param>
public sealed record Table<TRow>(string FileName, IReadOnlyList<Column<TRow>> Columns)
{
    /// <summary>Reads the rows of the table in <paramref name="directory"/>. Columns may stand in any order and others may stand beside them.</summary>
    /// <exception cref="ResultsException">The file is missing or damaged, or lacks a column.</exception>
    public IEnumerable<CsvRow> Read(string directory) => CsvReader.Rows(Path.Combine(directory, FileName), Columns.Select(column => column.Name));
}
