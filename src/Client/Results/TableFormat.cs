namespace GrokCluster.Client.Results;

/// <summary>How tables are written.</summary>
public enum TableFormat
{
    /// <summary>RFC 4180; the only one that <c>grok</c> itself reads.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>JSON, a row a line.</summary>
    Json,
}

/// <summary>The names of formats.</summary>
public static class TableFormats
{
    private static readonly (TableFormat Format, string Name, string Extension)[] All = [(TableFormat.Csv, "csv", "csv"), (TableFormat.Parquet, "parquet", "parquet"), (TableFormat.Json, "json", "ndjson")];

    /// <summary>What <c>--format</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(each => each.Name)];

    /// <summary>The ending of the files, without the point.</summary>
    public static string Extension(this TableFormat format) => All.First(each => each.Format == format).Extension;

    /// <summary>Finds a format by its name.</summary>
    /// <returns>Whether <paramref name="name"/> is one of <see cref="Names"/>.</returns>
    public static bool TryParse(string name, out TableFormat format)
    {
        int index = Array.FindIndex(All, each => each.Name == name);
        format = index < 0 ? default : All[index].Format;
        return index >= 0;
    }
}
