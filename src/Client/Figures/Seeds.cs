using GrokCluster.Client.Rendering;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>What a legend says of error bands.</summary>
public static class Seeds
{
    /// <summary>The entry of the bands; none where every curve is of a single run and has no band.</summary>
    /// <param name="counts">How many seeds each curve has.</param>
    /// <param name="line">The colour of the curves, where they share it.</param>
    public static IEnumerable<Look> Band(IEnumerable<int> counts, Color? line = null)
    {
        List<int> drawn = [.. counts.Where(count => count > 0)];
        return drawn.Count == 0 || drawn.Max() == 1 ? [] : [Look.Band($"Standard error over {(drawn.Min() == drawn.Max() ? $"{drawn[0]}" : $"{drawn.Min()}–{drawn.Max()}")} seeds", line)];
    }
}
