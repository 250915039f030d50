using System.Globalization;
using GrokCluster.Client.Figures;
using Grokking.Runs;

namespace GrokCluster.Client.Comparison;

/// <summary>A comparison as text in rows and columns, for the terminal and the report: a row for each quantity, ours beside the published value and the other methods after it.</summary>
/// <param name="Header">Names of the columns; the first is text, all others numbers.</param>
/// <param name="Rows">As many cells each as there are columns.</param>
/// <param name="Notes">What has to be known to read it.</param>
public sealed record ComparisonTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes)
{
    private const string Missing = "–";
    private const string Shorter = " *";

    /// <summary>Lays a comparison out.</summary>
    public static ComparisonTable Of(TaskComparison task)
    {
        MethodSummary? ours = task.Methods.FirstOrDefault(each => each.Published is not null);
        List<MethodSummary> others = [.. task.Methods.Where(each => each != ours)];
        string[] header = ours is null ? ["quantity"] : ["quantity", Method.Ours.Name(), "seeds", "published", "ratio"];
        return new(
            [.. header, .. others.SelectMany(each => new[] { each.Method.Name(), "seeds" })],
            [.. Quantity.All.Select(quantity => (IReadOnlyList<string>)[quantity.Label, .. Compared(ours, quantity), .. others.SelectMany(each => Cells(each, quantity))])],
            [.. NotesOn(task, ours)]);
    }

    private static IEnumerable<string> Compared(MethodSummary? ours, Quantity quantity)
    {
        if (ours is null)
        {
            return [];
        }

        string published = quantity.Published(ours.Published!) is { } value ? Text(value, quantity.Decimals) : Missing;
        string ratio = ours.Ratio(quantity) is { } range ? Text(range, range.High < 0.1 ? 4 : 2) + (ours.IsShorter(quantity) ? Shorter : "") : Missing;
        return [.. Cells(ours, quantity), published, ratio];
    }

    private static IEnumerable<string> Cells(MethodSummary method, Quantity quantity)
    {
        MeanAndError value = method.Value(quantity);
        string format = $"F{quantity.Decimals}";
        string mean = value.Mean.ToString(format, CultureInfo.InvariantCulture);
        yield return value.Count switch { 0 => Missing, 1 => mean, _ => $"{mean} ± {value.StandardError.ToString(format, CultureInfo.InvariantCulture)}" };
        yield return value.Count == method.Seeds ? Whole(value.Count) : $"{Whole(value.Count)} of {Whole(method.Seeds)}";
    }

    private static IEnumerable<string> NotesOn(TaskComparison task, MethodSummary? ours)
    {
        if (ours is { Deviations.Count: > 0 })
        {
            yield return $"Not comparable with the published values: {string.Join(", ", ours.Deviations)}.";
        }

        if (ours is not null && Quantity.All.Any(quantity => ours.IsShorter(quantity)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"* ours is measured up to epoch {Epochs(ours.LastEpoch)}; the published value belongs to a later one, the final value to {PublishedCurve.Epochs}.");
        }

        foreach (MethodSummary method in task.Methods.Where(each => each.LeftOut > 0))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{method.Method.Name()}: {method.LeftOut} of {method.LeftOut + method.Seeds} runs diverged or failed and are left out.");
        }
    }

    private static string Whole(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Epochs((int Least, int Most) last) => new PublishedRange(last.Least, last.Most).ToString();

    private static string Text(PublishedRange range, int decimals)
    {
        (string low, string high) = (Rounded(range.Low, decimals), Rounded(range.High, decimals));
        return low == high ? low : $"{low}–{high}";
    }

    // Published values are shown as they are published, without digits that nobody read off.
    private static string Rounded(double value, int decimals) => Math.Round(value, decimals).ToString(CultureInfo.InvariantCulture);
}
