using System.CommandLine;
using System.CommandLine.Parsing;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static class CommandLineFault
{
    /// <exception cref="BadInputException">The command line is not one of a command's.</exception>
    public static void ThrowIfAny(ParseResult result)
    {
        if (result.Action?.ClearsParseErrors != true && First(result) is { } fault)
        {
            throw new BadInputException($"{Path(result.CommandResult)}: {fault}");
        }
    }

    private static string? First(ParseResult result)
    {
        // The library takes an unknown option for the value of an argument that comes first.
        IEnumerable<string> values = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value);
        string? unknown = values.FirstOrDefault(value => value.Length > 1 && value[0] == '-') ?? result.UnmatchedTokens.FirstOrDefault();
        if (unknown is not null)
        {
            return Unknown(unknown, result);
        }

        return result.Errors.Count == 0 ? null : Explain(result.Errors[0], result);
    }

    private static string Unknown(string given, ParseResult result)
    {
        Command command = result.CommandResult.Command;
        bool isOption = given.StartsWith('-');
        string[] options = [.. command.Options.Select(option => option.Name), "--help"];
        string[] words = isOption ? [.. options.Distinct()] : [.. command.Subcommands.Select(each => each.Name)];
        string kind = isOption ? "option" : words.Length > 0 ? "command" : "argument";
        string allowed = words.Length > 0 ? $"allowed {(words.Length == 1 ? "is" : "are")} {string.Join(", ", words)}" : $"allowed is '{Usage(result)}'";
        return $"unknown {kind} {OneLine.Quoted(given)}; {allowed}; {(Spelling.Nearest(given, words) is { } near ? $"did you mean '{near}'?" : SeeHelp(result))}";
    }

    private static string Explain(ParseError error, ParseResult result) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => $"option '{option.Option.Name}' has no value; allowed is '{option.Option.Name} {option.Option.HelpName}'; {SeeHelp(result)}",
        OptionResult { Option.AllowMultipleArgumentsPerToken: false, Tokens.Count: > 1 } option => $"option '{option.Option.Name}' is given twice; allowed is once; delete one of the two",
        ArgumentResult { Tokens.Count: 0 } or CommandResult => $"{string.Join(", ", Missing(result))} is missing; allowed is '{Usage(result)}'; {SeeHelp(result)}",
        _ => $"{OneLine.Of(error.Message).TrimEnd('.')}; {SeeHelp(result)}",
    };

    private static IEnumerable<string> Missing(ParseResult result) =>
        result.CommandResult.Command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 }).Select(argument => argument.Name);

    private static string Usage(ParseResult result) =>
        string.Join(' ', [Path(result.CommandResult), .. result.CommandResult.Command.Arguments.Select(argument => argument.Name), "[options]"]);

    private static string SeeHelp(ParseResult result) => $"see '{Path(result.CommandResult)} --help'";

    private static string Path(CommandResult result) => result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : result.Command.Name;
}
