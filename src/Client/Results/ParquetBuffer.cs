using Parquet;
using Parquet.Schema;

namespace GrokCluster.Client.Results;

/// <summary>The cells of one column between two row groups of a Parquet file, which is written column by column.</summary>
internal abstract class ParquetBuffer
{
    /// <summary>The column in the file's schema.</summary>
    public abstract DataField Field { get; }

    /// <summary>A buffer for a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">One of the types of <see cref="Column{TRow}"/>.</param>
    public static ParquetBuffer For(string name, Type type) =>
        type == typeof(string) ? new Texts(name)
        : type == typeof(long) ? new Numbers<long>(name)
        : type == typeof(ulong) ? new Numbers<ulong>(name)
        : type == typeof(double) ? new Numbers<double>(name)
        : throw new ArgumentException($"Column '{name}': no table holds values of type {type}.", nameof(type));

    /// <summary>Adds a cell.</summary>
    public abstract void Add(object? value);

    /// <summary>Writes the cells as the next column of a row group, and forgets them.</summary>
    public abstract Task WriteTo(ParquetRowGroupWriter group);

    private sealed class Texts(string name) : ParquetBuffer
    {
        private readonly List<string?> cells = [];

        public override DataField Field { get; } = new DataField<string>(name, nullable: true);

        public override void Add(object? value) => cells.Add((string?)value);

        public override async Task WriteTo(ParquetRowGroupWriter group)
        {
            // The library takes nulls although its signature says that there are none.
            await group.WriteAsync(Field, cells!);
            cells.Clear();
        }
    }

    private sealed class Numbers<T>(string name) : ParquetBuffer
        where T : struct
    {
        private readonly List<T?> cells = [];

        public override DataField Field { get; } = new DataField<T>(name, nullable: true);

        public override void Add(object? value) => cells.Add((T?)value);

        public override async Task WriteTo(ParquetRowGroupWriter group)
        {
            await group.WriteAsync<T>(Field, cells.ToArray());
            cells.Clear();
        }
    }
}
