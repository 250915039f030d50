using GrokCluster.Client.Rendering;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>What a legend says of standard errors.</summary>
public static class Seeds
{
    /// <summary>The entry of the bands; none where every curve is of a single run and has no band.</summary>
    /// <param name="counts">How many seeds each curve has.</param>
    /// <param name="line">The colour of the curves, where they share it.</param>
    public static IEnumerable<Look> Band(IEnumerable<int> counts, Color? line = null) => Label(counts) is { } label ? [Look.Band(label, line)] : [];

    /// <summary>The same for bars.</summary>
    public static IEnumerable<Look> Bars(IEnumerable<int> counts) => Label(counts) is { } label ? [Look.Point(label, MarkerShape.VerticalBar)] : [];

    private static string? Label(IEnumerable<int> counts)
    {
        List<int> drawn = [.. counts.Where(count => count > 0)];
        return drawn.Count == 0 || drawn.Max() == 1 ? null : $"Standard error over {(drawn.Min() == drawn.Max() ? $"{drawn[0]}" : $"{drawn.Min()}–{drawn.Max()}")} seeds";
    }
}
