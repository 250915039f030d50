using System.Text;

namespace GrokCluster.Client.Results;

/// <summary>Writes a table as CSV: RFC 4180, UTF-8, line feeds, a header.</summary>
public sealed class CsvTableWriter<TRow> : TableWriter<TRow>
{
    private readonly StreamWriter writer;

    /// <summary>Begins the file with its header.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public CsvTableWriter(Table<TRow> table, string directory)
        : base(table, TableFormat.Csv, directory)
    {
        writer = new(Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', table.Columns.Select(column => column.Name)));
    }

    /// <inheritdoc/>
    public override void Add(TRow row) => writer.WriteLine(string.Join(',', Table.Columns.Select(column => Cell.Quote(Cell.Text(column.Value(row))))));

    /// <inheritdoc/>
    protected override void Finish() => writer.Flush();
}
