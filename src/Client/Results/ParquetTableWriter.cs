using Parquet;
using Parquet.Schema;

namespace GrokCluster.Client.Results;

/// <summary>Writes a table as Apache Parquet: every column optional, in row groups of <see cref="RowsInGroup"/>, which is also how many rows are held in memory.</summary>
public sealed class ParquetTableWriter<TRow> : TableWriter<TRow>
{
    /// <summary>Rows of a group: some 20 MB of the widest table while it is gathered.</summary>
    public const int RowsInGroup = 1 << 15;

    private readonly ParquetBuffer[] columns;
    private readonly ParquetWriter writer;
    private int rows;

    /// <summary>Begins the file.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ParquetTableWriter(Table<TRow> table, string directory)
        : base(table, TableFormat.Parquet, directory)
    {
        columns = [.. table.Columns.Select(column => ParquetBuffer.For(column.Name, column.Type))];
        writer = Wait(ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), Stream));
    }

    /// <inheritdoc/>
    public override void Add(TRow row)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i].Add(Table.Columns[i].Value(row));
        }

        if (++rows == RowsInGroup)
        {
            WriteGroup();
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (rows > 0)
        {
            WriteGroup();
        }

        // Disposing of the writer is what writes the footer; without it the file is none, so a table that is given up leaves it out.
        Wait(Footer());
    }

    private async Task<bool> Footer()
    {
        await writer.DisposeAsync();
        return true;
    }

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        foreach (ParquetBuffer column in columns)
        {
            Wait(Write(column, group));
        }

        group.CompleteValidate();
        rows = 0;
    }

    private static async Task<bool> Write(ParquetBuffer column, ParquetRowGroupWriter group)
    {
        await column.WriteTo(group);
        return true;
    }

    // The library is asynchronous throughout; the file beneath is not, so there is nothing to wait for.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
