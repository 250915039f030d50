namespace GrokCluster.Client.Results;

/// <summary>Writes the rows of a table one by one, so that it may be larger than memory; the file appears with <see cref="Commit"/>. Equal rows give equal bytes.</summary>
public abstract class TableWriter<TRow> : IDisposable
{
    private readonly AtomicFile file;

    /// <summary>Begins the file.</summary>
    /// <param name="table">The table.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="directory">The folder of results.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    protected TableWriter(Table<TRow> table, TableFormat format, string directory)
    {
        Table = table;
        Path = System.IO.Path.Combine(directory, table.FileNameAs(format));
        file = new(Path);
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The table.</summary>
    protected Table<TRow> Table { get; }

    /// <summary>Where to write.</summary>
    protected Stream Stream => file.Stream;

    /// <summary>Begins a table in a format.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static TableWriter<TRow> Create(Table<TRow> table, TableFormat format, string directory) => format switch
    {
        TableFormat.Csv => new CsvTableWriter<TRow>(table, directory),
        TableFormat.Parquet => new ParquetTableWriter<TRow>(table, directory),
        TableFormat.Json => new JsonTableWriter<TRow>(table, directory),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "It is none of the formats of tables."),
    };

    /// <summary>Writes a row.</summary>
    public abstract void Add(TRow row);

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        Finish();
        file.Commit();
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        file.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes what is still to be written.</summary>
    protected abstract void Finish();
}
