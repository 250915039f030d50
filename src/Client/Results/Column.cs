namespace GrokCluster.Client.Results;

/// <summary>A column of a table. Its type is one that every format has, and any cell may be empty.</summary>
/// <param name="Name">Its name in every format.</param>
/// <param name="Type"><see cref="string"/>, <see cref="long"/>, <see cref="ulong"/> or <see cref="double"/>.</param>
/// <param name="Value">A row's cell, of <paramref name="Type"/>; null where there is none.</param>
public sealed record Column<TRow>(string Name, Type Type, Func<TRow, object?> Value)
{
    /// <summary>A column of texts; an empty text is none.</summary>
    public static Column<TRow> Text(string name, Func<TRow, string?> value) => new(name, typeof(string), row => value(row) is { Length: > 0 } text ? text : null);

    /// <summary>A column of whole numbers.</summary>
    public static Column<TRow> Whole(string name, Func<TRow, long?> value) => new(name, typeof(long), row => value(row));

    /// <summary>A column of whole numbers up to 2⁶⁴ − 1, as seeds are.</summary>
    public static Column<TRow> Unsigned(string name, Func<TRow, ulong> value) => new(name, typeof(ulong), row => value(row));

    /// <summary>A column of numbers; NaN is none.</summary>
    public static Column<TRow> Number(string name, Func<TRow, double> value) => new(name, typeof(double), row => value(row) is var number && double.IsNaN(number) ? null : number);
}
