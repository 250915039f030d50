using System.Globalization;
using System.Numerics;

namespace GrokCluster.Client.Results;

/// <summary>Finds a value by its name.</summary>
/// <returns>Whether there is one of that name.</returns>
public delegate bool TryParse<T>(string name, out T value);

/// <summary>A row of a table. Every reader names file, line and column where the cell is not what it should be.</summary>
/// <param name="File">The table's path.</param>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="Header">Where each column stands.</param>
/// <param name="Cells">The cells, unquoted.</param>
public sealed record CsvRow(string File, int Line, IReadOnlyDictionary<string, int> Header, IReadOnlyList<string> Cells)
{
    /// <summary>Whether the file has the column.</summary>
    public bool Has(string column) => Header.ContainsKey(column);

    /// <summary>The cell's text.</summary>
    public string Text(string column) => Cells[Header[column]];

    /// <summary>A number; NaN where the cell is empty.</summary>
    public double Number(string column) =>
        Text(column) is not { Length: > 0 } text ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        : throw Fault(column, $"'{Shown(column)}' is not a number");

    /// <summary>A whole number of at least 0.</summary>
    public T Whole<T>(string column)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        T.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out T value) ? value : throw Fault(column, $"'{Shown(column)}' is not a whole number from 0 to {T.MaxValue}");

    /// <summary>A whole number of at least 0; null where the cell is empty.</summary>
    public int? WholeOrNone(string column) => Text(column).Length == 0 ? null : Whole<int>(column);

    /// <summary>One of the named values.</summary>
    public T OneOf<T>(string column, TryParse<T> parse, IEnumerable<string> names) =>
        parse(Text(column), out T value) ? value : throw Fault(column, $"'{Shown(column)}' is none of {string.Join(", ", names)}");

    /// <summary>The cell's text as an error shows it: on one line, and not much of it.</summary>
    public string Shown(string column)
    {
        string text = string.Concat(Text(column).Take(60).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length < Text(column).Length ? text + "…" : text;
    }

    /// <summary>The error for a cell.</summary>
    public ResultsException Fault(string column, string fault) => new(File, Line, column, fault);
}
