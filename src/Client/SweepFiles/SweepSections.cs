using System.Globalization;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.SweepFiles;

/// <summary>Turns the sections of a sweep file into a sweep, each value allowed on its own.</summary>
internal sealed class SweepSections(FaultLines faults, Section top)
{
    /// <summary>The sweep.</summary>
    public SweepSpecification Sweep() => new()
    {
        Name = Name(),
        Tasks = Choices<Operation>(top.Require("tasks"), Operations.Names, Operations.TryParse),
        Methods = Choices<Method>(top.Require("methods"), Grokking.Runs.Methods.Names, Grokking.Runs.Methods.TryParse),
        Seeds = Seeds(top.Require("seeds")),
        Epochs = Epochs(top.Require("epochs")),
        Network = top.Find("network") is { } network ? network.Choice<NetworkKind>(network.Scalar(), NetworkKinds.Names, NetworkKinds.TryParse) : NetworkKind.Transformer,
        Measure = top.Find("measure") is { } measure ? new MeasureSection(measure.Below(SweepKeys.Measure)).Settings() : new(),
        Fixed = Fixed(),
        Grid = Grid(),
        Device = top.Find("device") is { } device ? device.Choice<string>(device.Scalar(), DeviceClass.Names, IsDevice) : DeviceClass.Cpu,
        Keep = top.Find("keep") is { } keep ? keep.Choice<Retention>(keep.Scalar(), Retentions.Names, Retentions.TryParse) : Retention.All,
        Attempts = top.Find("attempts") is { } attempts ? attempts.Whole(attempts.Scalar(), 1, SweepKeys.MostAttempts) : 3,
    };

    private static bool IsDevice(string name, out string device)
    {
        device = name;
        return DeviceClass.Names.Contains(name);
    }

    private string Name()
    {
        if (top.Find("name") is { } field)
        {
            ScalarNode name = field.Scalar();
            return SweepSpecification.IsName(name.Text) ? name.Text : throw field.Fault(name);
        }

        string fallback = Path.GetFileNameWithoutExtension(faults.File);
        return SweepSpecification.IsName(fallback)
            ? fallback
            : throw faults.At(new(1, 1), $"key 'name': missing, and the file's name {OneLine.Quoted(fallback)} cannot serve; allowed is {SweepKeys.Top[0].Allowed}; add for example 'name: {SweepKeys.Top[0].Example}'");
    }

    private static int Epochs(Field field) => field.Whole(field.Scalar(), 1, SweepKeys.LargestEpochs);

    private static IReadOnlyList<T> Choices<T>(Field field, IReadOnlyList<string> names, TryParse<T> parse)
    {
        IReadOnlyList<ScalarNode> items = field.Items();
        return field.Distinct([.. items.Select(item => field.Choice(item, names, parse))], items);
    }

    private static SeedList Seeds(Field field)
    {
        if (field.Range() is { } range)
        {
            return IsSeed(range.Start) && IsSeed(range.End) && decimal.IsInteger(range.Step)
                ? [.. range.Values().Select(decimal.ToUInt64)]
                : throw field.Fault(field.Value);
        }

        IReadOnlyList<ScalarNode> items = field.Items();
        return [.. field.Distinct([.. items.Select(item => Seed(field, item))], items)];
    }

    private static ulong Seed(Field field, ScalarNode node) =>
        !node.Quoted && decimal.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal seed) && IsSeed(seed)
            ? decimal.ToUInt64(seed)
            : throw field.Fault(node, next: node.Quoted ? "remove the quotes" : null);

    private static bool IsSeed(decimal number) => number >= 0 && number <= ulong.MaxValue && decimal.IsInteger(number);

    private Dictionary<string, double> Fixed()
    {
        Dictionary<string, double> values = [];
        foreach (Field field in top.Fields)
        {
            if (Hyperparameter.Find(field.Key) is { } hyperparameter)
            {
                bool varies = field.Value is ListNode || field.Range() is not null;
                ScalarNode node = varies ? throw field.Fault(field.Value, next: "to vary it, move it below 'grid'") : field.Scalar();
                values.Add(field.Key, Value(field, hyperparameter, node));
            }
        }

        return values;
    }

    private GridAxis[] Grid() =>
        top.Find("grid") is not { } grid ? [] : [.. grid.Below(SweepKeys.Grid).Fields.Select(Axis)];

    private GridAxis Axis(Field field)
    {
        if (top.Find(field.Key) is { } set)
        {
            throw faults.At(field.KeyAt, $"key 'grid.{field.Key}': given here and fixed on line {set.KeyAt.Line}; allowed is one of the two; delete the other");
        }

        Hyperparameter hyperparameter = Hyperparameter.Find(field.Key)!;
        if (field.Range() is { } range)
        {
            // Through text, as the conversion of a decimal need not give the nearest double.
            double[] values = [.. range.Values().Select(value => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))];
            return values.All(hyperparameter.IsAllowed) ? new(field.Key, field.Distinct(values, [field.Value])) : throw field.Fault(field.Value);
        }

        IReadOnlyList<ScalarNode> items = field.Items();
        return new(field.Key, field.Distinct([.. items.Select(item => Value(field, hyperparameter, item))], items));
    }

    private static double Value(Field field, Hyperparameter hyperparameter, ScalarNode node)
    {
        double value = field.Number(node);
        return hyperparameter.IsAllowed(value) ? value : throw field.Fault(node);
    }
}
