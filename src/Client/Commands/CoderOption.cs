using System.CommandLine;
using GrokCluster.Client.Terminal;
using Grokking.Runs;

namespace GrokCluster.Client.Commands;

/// <summary><c>--coder</c>: one or more coders, with commas between.</summary>
internal static class CoderOption
{
    /// <summary>The option.</summary>
    /// <param name="description">What it is for.</param>
    /// <param name="standard">What holds where it is not given.</param>
    public static Option<string> Create(string description, string standard) => new("--coder") { HelpName = "LIST", Description = description, DefaultValueFactory = _ => standard };

    /// <summary>The coders of a list, in the order of <see cref="CoderKinds.Names"/>.</summary>
    /// <exception cref="BadInputException">One is unknown or named twice.</exception>
    public static IReadOnlyList<CoderKind> Parse(string given)
    {
        List<CoderKind> coders = [];
        foreach (string name in given.Split(','))
        {
            if (!CoderKinds.TryParse(name, out CoderKind coder) || coders.Contains(coder))
            {
                string next = Spelling.Nearest(name, CoderKinds.Names) is { } nearest && nearest != name ? $"; did you mean '{nearest}'?" : "";
                throw new BadInputException($"--coder: given {OneLine.Quoted(given)}; allowed are one or more of {string.Join(", ", CoderKinds.Names)}, each once, with commas between{next}");
            }

            coders.Add(coder);
        }

        return [.. coders.Order()];
    }
}
