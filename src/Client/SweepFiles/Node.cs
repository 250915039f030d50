using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.SweepFiles;

/// <summary>A place in a sweep file; both count from 1.</summary>
internal readonly record struct Position(int Line, int Column);

/// <summary>A value of a sweep file with its place.</summary>
internal abstract record Node(Position At)
{
    /// <summary>What was given, in the words of a fault.</summary>
    public abstract string Description { get; }
}

/// <summary>Text or a number. Quoted text is never a number.</summary>
internal sealed record ScalarNode(Position At, string Text, bool Quoted) : Node(At)
{
    public override string Description => Quoted ? $"the text {OneLine.Quoted(Text)}" : string.IsNullOrWhiteSpace(Text) ? "nothing" : OneLine.Quoted(Text);
}

/// <summary>A list.</summary>
internal sealed record ListNode(Position At, IReadOnlyList<Node> Items) : Node(At)
{
    public override string Description => Items.Count == 0 ? "an empty list" : "a list";
}

/// <summary>Keys, each once, with their values.</summary>
internal sealed record MapNode(Position At, IReadOnlyList<Entry> Entries) : Node(At)
{
    public override string Description => "keys with values";
}

/// <summary>A key with its value.</summary>
internal sealed record Entry(ScalarNode Key, Node Value);
