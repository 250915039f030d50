using System.CommandLine;
using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary><c>--format</c>: how tables are written, repeated or as a list with commas.</summary>
internal static class FormatOption
{
    private static readonly string Allowed = string.Join(", ", TableFormats.Names);

    /// <summary>The option.</summary>
    public static Option<string[]> Create() => new("--format")
    {
        HelpName = string.Join('|', TableFormats.Names),
        Description = "How tables are written; several at once as a list with commas. [default: csv]",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The formats that are meant, each once, in the order given.</summary>
    /// <exception cref="BadInputException">One of them is none.</exception>
    public static IReadOnlyList<TableFormat> Parse(string[]? given) =>
        [.. (given ?? []).SelectMany(each => each.Split(',')).Select(name => name.Trim()).Select(Format).Distinct()];

    private static TableFormat Format(string name) => TableFormats.TryParse(name, out TableFormat format)
        ? format
        : throw new BadInputException($"--format: given {OneLine.Quoted(name)}; allowed is {Allowed}, or several as a list with commas; {Next(name)}");

    private static string Next(string name) => Spelling.Nearest(name, TableFormats.Names) is { } near ? $"did you mean '{near}'?" : $"write for example '--format {TableFormats.Names[1]}'";
}
