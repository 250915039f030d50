using ScottPlot;

namespace GrokCluster.Client.Rendering;

/// <summary>A drawn figure: panels in rows, a heading above and one legend below, ready to be rendered to any format.</summary>
/// <param name="FileName">Without folder and extension.</param>
/// <param name="Heading">Tells it from its siblings at a glance.</param>
/// <param name="Panels">The panels, row by row.</param>
/// <param name="Columns">Panels in a row.</param>
/// <param name="Legend">What the lines and bands are, from left to right.</param>
public sealed record Picture(string FileName, string Heading, IReadOnlyList<Plot> Panels, int Columns, IReadOnlyList<Look> Legend)
{
    /// <summary>Rows of panels; the last may be shorter.</summary>
    public int Rows => (Panels.Count + Columns - 1) / Columns;

    /// <summary>How many columns hold a number of panels best: up to three in a row, four as two by two.</summary>
    public static int ColumnsFor(int panels) => panels == 4 ? 2 : Math.Clamp(panels, 1, 3);
}
