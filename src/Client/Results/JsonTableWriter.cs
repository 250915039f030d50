using System.Text.Encodings.Web;
using System.Text.Json;

namespace GrokCluster.Client.Results;

/// <summary>
/// Writes a table as newline-delimited JSON, an object a line with every column in it: it can be written and read row by row, which an array cannot. Numbers that need not be whole always have a
/// point or an exponent, as readers guess types from how values look.
/// </summary>
public sealed class JsonTableWriter<TRow> : TableWriter<TRow>
{
    private readonly Utf8JsonWriter writer;

    /// <summary>Begins the file.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public JsonTableWriter(Table<TRow> table, string directory)
        : base(table, TableFormat.Json, directory) =>
        writer = new(Stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <inheritdoc/>
    public override void Add(TRow row)
    {
        writer.WriteStartObject();
        foreach (Column<TRow> column in Table.Columns)
        {
            writer.WritePropertyName(column.Name);
            Write(column.Value(row));
        }

        writer.WriteEndObject();
        writer.Flush();
        Stream.WriteByte((byte)'\n');
        writer.Reset();
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case long whole:
                writer.WriteNumberValue(whole);
                break;
            case ulong whole:
                writer.WriteNumberValue(whole);
                break;
            case double number when double.IsFinite(number):
                string digits = Cell.Number(number);
                writer.WriteRawValue(digits.AsSpan().ContainsAny('.', 'E') ? digits : digits + ".0");
                break;
            default:
                // JSON has no infinity either.
                writer.WriteNullValue();
                break;
        }
    }
}
