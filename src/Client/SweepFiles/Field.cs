using System.Globalization;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.SweepFiles;

/// <summary>A key with its value, and the ways to read it; each throws a <see cref="SweepFileException"/> at the value that is not allowed.</summary>
/// <param name="faults">Builds the lines.</param>
/// <param name="key">What is allowed.</param>
/// <param name="name">The key with what it is below, such as <c>measure.epsilons</c>.</param>
/// <param name="entry">What the file has.</param>
internal sealed class Field(FaultLines faults, SweepKey key, string name, Entry entry)
{
    /// <summary>Values in a list or a range beyond which a sweep is refused without being listed.</summary>
    public const int MostValues = 100_000;

    /// <summary>The key's own name, without what it is below.</summary>
    public string Key => key.Name;

    /// <summary>Where the key is.</summary>
    public Position KeyAt => entry.Key.At;

    /// <summary>The value.</summary>
    public Node Value => entry.Value;

    /// <summary>The fault that a value is not allowed.</summary>
    /// <param name="at">The value.</param>
    /// <param name="given">What was given, in other words than the node's own.</param>
    /// <param name="allowed">What is allowed, in other words than the key's own.</param>
    /// <param name="next">The next move, other than to copy the example.</param>
    public SweepFileException Fault(Node at, string? given = null, string? allowed = null, string? next = null) => faults.At(
        at.At,
        $"key '{name}': given {given ?? at.Description}; allowed is {allowed ?? key.Allowed}; {next ?? $"write for example '{key.Name}: {key.Example}'"}");

    /// <summary>The value as the keys below this one.</summary>
    public Section Below(IReadOnlyList<SweepKey> keys) => new(faults, Value as MapNode ?? throw Fault(Value), keys, name);

    /// <summary>The values of a list, or the single one given in place of a list of one.</summary>
    public IReadOnlyList<ScalarNode> Items()
    {
        IReadOnlyList<Node> items = Value switch
        {
            ListNode { Items.Count: > 0 } list => list.Items,
            ScalarNode single => [single],
            _ => throw Fault(Value),
        };
        return items.Count <= MostValues
            ? [.. items.Select(Scalar)]
            : throw Fault(Value, $"{items.Count} values", $"at most {MostValues}", "make several sweeps of it");
    }

    /// <summary>The value as one piece of text or one number.</summary>
    public ScalarNode Scalar() => Scalar(Value);

    /// <summary>A number, which the key may still not allow.</summary>
    public double Number(ScalarNode node) =>
        !node.Quoted && double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Fault(node, next: node.Quoted ? "remove the quotes" : null);

    /// <summary>A whole number between bounds.</summary>
    public int Whole(ScalarNode node, int least, int most)
    {
        double number = Number(node);
        return number >= least && number <= most && number == Math.Floor(number) ? (int)number : throw Fault(node);
    }

    /// <summary>One of several words.</summary>
    public T Choice<T>(ScalarNode node, IReadOnlyList<string> names, TryParse<T> parse) =>
        parse(node.Text, out T choice)
            ? choice
            : throw Fault(node, next: Spelling.Nearest(node.Text, names) is string nearest ? $"did you mean '{nearest}'?" : null);

    /// <summary>A range, if that is what was given.</summary>
    /// <returns>Null where it is something else.</returns>
    public NumberRange? Range()
    {
        if (Value is not ScalarNode { Quoted: false } text || !NumberRange.TryParse(text.Text, out NumberRange range))
        {
            return null;
        }

        return range.Count switch
        {
            0 => throw Fault(Value, $"{text.Description}, which ends before it begins", next: string.Create(CultureInfo.InvariantCulture, $"write '{range.End}..{range.Start}'")),
            > MostValues => throw Fault(Value, string.Create(CultureInfo.InvariantCulture, $"{text.Description}, which is {range.Count:F0} values"), $"at most {MostValues}", "narrow the range"),
            _ => range,
        };
    }

    /// <summary>Values without repetition.</summary>
    public IReadOnlyList<T> Distinct<T>(IReadOnlyList<T> values, IReadOnlyList<Node> nodes)
    {
        HashSet<T> seen = [];
        for (int index = 0; index < values.Count; index++)
        {
            if (!seen.Add(values[index]))
            {
                Node again = nodes[Math.Min(index, nodes.Count - 1)];
                throw Fault(again, $"{again.Description}, which repeats an earlier value", "each value once", "delete one of the two");
            }
        }

        return values;
    }

    private ScalarNode Scalar(Node node) => node as ScalarNode ?? throw Fault(node);
}

/// <summary>How a word becomes a value.</summary>
internal delegate bool TryParse<T>(string text, out T value);
