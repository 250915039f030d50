using System.Text.RegularExpressions;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;

namespace GrokCluster.Client.Measuring;

/// <summary>
/// What the user says about names that <see cref="ParameterName"/> does not know, or would take for something else: <c>OURS=THEIRS</c>, where OURS is any name that it knows and <c>*</c> stands for a layer's
/// number on both sides, and names to leave out.
/// </summary>
internal sealed class NameRules
{
    private readonly List<(string Origin, string Ours, string Theirs)> names = [];
    private readonly List<string> ignored;

    private NameRules(IEnumerable<string> ignored) => this.ignored = [.. ignored];

    /// <summary>Reads the rules of a command line.</summary>
    /// <param name="given">Each <c>OURS=THEIRS</c>.</param>
    /// <param name="file">A file of such lines, blank ones and those that begin with # left out; may be null.</param>
    /// <param name="ignored">Names to leave out.</param>
    /// <exception cref="BadInputException">A rule is none, or names no parameter of ours.</exception>
    public static NameRules Parse(IEnumerable<string> given, string? file, IEnumerable<string> ignored)
    {
        NameRules rules = new(ignored);
        foreach (string rule in given)
        {
            rules.Add("--name", rule);
        }

        if (file is not null)
        {
            string[] lines = System.Text.Encoding.UTF8.GetString(TensorSource.ReadBytes(file, "--map")).Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Trim() is { Length: > 0 } line && line[0] != '#')
                {
                    rules.Add(FormattableString.Invariant($"{file}:{i + 1}"), line);
                }
            }
        }

        return rules;
    }

    /// <summary>Whether a tensor is to be left out.</summary>
    public bool Ignores(string name) => ignored.Exists(pattern => Match(pattern, name) is not null);

    /// <summary>What a rule says of a tensor; null if none does.</summary>
    public IReadOnlyList<TensorRole>? Roles(string name)
    {
        foreach ((_, string ours, string theirs) in names)
        {
            if (Match(theirs, name) is { } layer)
            {
                return ParameterName.Roles(ours.Replace("*", layer, StringComparison.Ordinal));
            }
        }

        return null;
    }

    /// <summary>Refuses a rule that concerns no tensor: a wrong name would otherwise go unnoticed.</summary>
    /// <exception cref="BadInputException">There is such a rule.</exception>
    public void RefuseUnused(IReadOnlyList<StoredTensor> tensors)
    {
        foreach ((string origin, string theirs) in names.Select(each => (each.Origin, each.Theirs)).Concat(ignored.Select(each => ("--ignore", each))))
        {
            if (!tensors.Any(tensor => Match(theirs, tensor.Name) is not null))
            {
                string next = Spelling.Nearest(theirs, tensors.Select(tensor => tensor.Name)) is { } near ? $"did you mean {OneLine.Quoted(near)}?" : $"it has {Listed(tensors.Select(tensor => tensor.Name))}";
                throw new BadInputException($"{origin}: given {OneLine.Quoted(theirs)}, a tensor that the file does not have; {next}");
            }
        }
    }

    /// <summary>Some names for a line.</summary>
    public static string Listed(IEnumerable<string> all)
    {
        string[] shown = [.. all.Take(7)];
        return shown.Length == 0 ? "none" : string.Join(", ", shown.Take(6).Select(OneLine.Quoted)) + (shown.Length > 6 ? ", …" : "");
    }

    private void Add(string origin, string rule)
    {
        string[] sides = [.. rule.Split('=', 2).Select(side => side.Trim())];
        if (sides.Length != 2 || sides[0].Length == 0 || sides[1].Length == 0)
        {
            throw new BadInputException($"{origin}: given {OneLine.Quoted(rule)}; allowed is OURS=THEIRS, such as 'output.weight=decoder.weight'");
        }

        if (ParameterName.Roles(sides[0].Replace("*", "0", StringComparison.Ordinal)).Count == 0)
        {
            throw new BadInputException($"{origin}: given {OneLine.Quoted(sides[0])}, which is no parameter of ours; allowed are names such as 'embedding.token', 'layers.*.attention.query.weight' and 'output.bias'; see docs/measure.md");
        }

        names.Add((origin, sides[0], sides[1]));
    }

    // The digits that a * stands for, the same for each; "" where there is none, null where the name is another.
    private static string? Match(string pattern, string name)
    {
        string[] pieces = [.. pattern.Split('*').Select(Regex.Escape)];
        string expression = pieces.Length == 1 ? pieces[0] : $"{pieces[0]}([0-9]{{1,3}}){string.Join(@"\1", pieces[1..])}";
        Match match = Regex.Match(name, $@"\A{expression}\z", RegexOptions.CultureInvariant);
        return match.Success ? match.Groups[1].Value : null;
    }
}
