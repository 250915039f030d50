using System.Globalization;
using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Client.Comparison;

/// <summary>A setting that is not the published one.</summary>
/// <param name="Name">Its name in sweep files.</param>
/// <param name="Value">What it is.</param>
/// <param name="Published">What it would be in <see cref="Paper"/>.</param>
public sealed record SettingDeviation(string Name, string Value, string Published)
{
    /// <summary>The settings of a run that differ from the published ones of its task and method; seed and epochs are no settings.</summary>
    public static IReadOnlyList<SettingDeviation> Of(RunSpecification run)
    {
        NetworkKind network = run.Architecture.Kind;
        RunSpecification published = Paper.Run(run.Task, run.Method, run.Seed, run.Epochs, network);
        return
        [
            // The published MLP has settings of its own, so the others are compared with those of the same network.
            .. network == NetworkKind.Transformer ? [] : new[] { new SettingDeviation("network", network.Name(), NetworkKind.Transformer.Name()) },
            .. from each in Hyperparameter.All
               let value = each.Get(run)
               let paper = each.Get(published)
               where value != paper
               select new SettingDeviation(each.Name, Text(value), Text(paper)),
        ];
    }

    /// <summary>For a line of text, such as <c>modulus 13 (published 113)</c>.</summary>
    public override string ToString() => $"{Name} {Value} (published {Published})";

    internal static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
