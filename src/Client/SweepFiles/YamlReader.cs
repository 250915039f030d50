using GrokCluster.Client.Terminal;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GrokCluster.Client.SweepFiles;

/// <summary>
/// Reads the small part of YAML that sweep files use: one document of keys, lists and scalars. Anchors, aliases and tags are refused: they would let a short
/// file stand for an endless one.
/// </summary>
internal sealed class YamlReader(FaultLines faults, Parser parser)
{
    // Keys, below them measure or grid, below those a list.
    private const int DeepestNesting = 8;

    /// <summary>The document's keys.</summary>
    /// <exception cref="SweepFileException">Not such a document.</exception>
    public static MapNode Read(string text, FaultLines faults)
    {
        Parser parser = new(new StringReader(text));
        try
        {
            return new YamlReader(faults, parser).Document();
        }
        catch (YamlException fault)
        {
            throw BadYaml(fault.Start, fault.Message);
        }
        catch (Exception fault) when (fault is not SweepFileException)
        {
            // Malformed text can also lead the parser to InvalidOperationException and the like, with words about its own state.
            throw BadYaml(parser.Current?.End ?? Mark.Empty, "what follows here is malformed");
        }

        SweepFileException BadYaml(Mark mark, string message) => faults.At(
            At(mark),
            $"bad YAML: {OneLine.Of(message).TrimEnd('.')}; allowed is 'key: value' on each line, with lists as [a, b]; check indentation, brackets and quotes here");
    }

    private static Position At(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private MapNode Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            throw faults.At(new(1, 1), $"the file is empty; needed are {string.Join(", ", SweepKeys.Required)}; start from a copy of sweeps/quickstart.yaml");
        }

        parser.Consume<DocumentStart>();
        Node root = Node(0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            throw faults.At(At(second.Start), "a second document begins; allowed is one sweep for each file; move it to a file of its own");
        }

        return root as MapNode
            ?? throw faults.At(root.At, $"given {root.Description}; allowed is 'key: value' on each line; start from a copy of sweeps/quickstart.yaml");
    }

    private Node Node(int depth)
    {
        if (parser.Accept<AnchorAlias>(out AnchorAlias? alias))
        {
            throw faults.At(At(alias.Start), $"an alias, {OneLine.Quoted("*" + alias.Value)}; sweep files have none; write the value out");
        }

        NodeEvent start = parser.Consume<NodeEvent>();
        if (!start.Anchor.IsEmpty || !start.Tag.IsEmpty)
        {
            throw faults.At(At(start.Start), "a YAML anchor or tag; sweep files have none; leave it out and write values in full");
        }

        if (depth > DeepestNesting)
        {
            throw faults.At(At(start.Start), $"nested more than {DeepestNesting} levels deep; sweep files need three; remove brackets or indentation");
        }

        return start switch
        {
            Scalar scalar => new ScalarNode(At(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => List(start, depth),
            _ => Map(start, depth),
        };
    }

    private ListNode List(NodeEvent start, int depth)
    {
        List<Node> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return new(At(start.Start), items);
    }

    private MapNode Map(NodeEvent start, int depth)
    {
        List<Entry> entries = [];
        Dictionary<string, Position> places = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            Node node = Node(depth + 1);
            if (node is not ScalarNode key)
            {
                throw faults.At(node.At, $"given {node.Description} as a key; allowed is a word; write 'key: value'");
            }

            if (!places.TryAdd(key.Text, key.At))
            {
                throw faults.At(key.At, $"key {OneLine.Quoted(key.Text)}: given twice, first on line {places[key.Text].Line}; allowed is once; delete one of the two");
            }

            entries.Add(new(key, Node(depth + 1)));
        }

        return new(At(start.Start), entries);
    }
}
