namespace GrokCluster.Client.Results;

/// <summary>A table of results: fixed columns, written in any of <see cref="TableFormats"/>, read from CSV.</summary>
/// <param name="Name">Its file's name without extension.</param>
/// <param name="Columns">Its columns, in order.</param>
public sealed record Table<TRow>(string Name, IReadOnlyList<Column<TRow>> Columns)
{
    /// <summary>Columns that files of earlier versions lack.</summary>
    public IReadOnlyList<string> Later { get; init; } = [];

    /// <summary>The name of its CSV file in the folder of results.</summary>
    public string FileName => FileNameAs(TableFormat.Csv);

    /// <summary>The name of its file in a format.</summary>
    public string FileNameAs(TableFormat format) => $"{Name}.{format.Extension()}";

    /// <summary>Reads the rows of the CSV file in <paramref name="directory"/>. Columns may stand in any order and others may stand beside them.</summary>
    /// <exception cref="ResultsException">The file is missing or damaged, or lacks a column that is not of <see cref="Later"/>.</exception>
    public IEnumerable<CsvRow> Read(string directory) => CsvReader.Rows(Path.Combine(directory, FileName), Columns.Select(column => column.Name).Except(Later));
}
