using System.Text;

namespace GrokCluster.Client.Results;

/// <summary>Writes the rows of a table one by one, so that it may be larger than memory; the file appears with <see cref="Commit"/>.</summary>
public sealed class TableWriter<TRow> : IDisposable
{
    private readonly Table<TRow> table;
    private readonly AtomicFile file;
    private readonly StreamWriter writer;

    /// <summary>Begins the file with its header.</summary>
    /// <param name="table">The table.</param>
    /// <param name="directory">The folder of results.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public TableWriter(Table<TRow> table, string directory)
    {
        this.table = table;
        Path = System.IO.Path.Combine(directory, table.FileName);
        file = new(Path);
        writer = new(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', table.Columns.Select(column => column.Name)));
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Writes a row.</summary>
    public void Add(TRow row) => writer.WriteLine(string.Join(',', table.Columns.Select(column => Cell.Quote(column.Text(row)))));

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        writer.Flush();
        file.Commit();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
