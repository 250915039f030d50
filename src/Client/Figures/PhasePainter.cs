using GrokCluster.Client.Rendering;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Figures;

/// <summary>
/// Paints the cells of phase diagrams: colour where networks grok, by log epoch from bright (early) to dark (late), greys where they do not. Numbers and letters
/// say the same where there is no colour.
/// </summary>
/// <param name="first">The first epoch of grokking of the picture.</param>
/// <param name="last">The last.</param>
public sealed class PhasePainter(int first, int last)
{
    /// <summary>More cells in a row leave no room for numbers.</summary>
    private const int MostNumbers = 8;

    /// <summary>The brightness on which white and ink have the same contrast, about 4.</summary>
    private const double EquallyLegible = 0.21;

    private static readonly Viridis Colours = new();

    private static readonly Dictionary<Phase, (string Letter, string Label, Color Color)> Others = new()
    {
        [Phase.Memorised] = ("M", "M: memorised only", Color.FromHex("#BBBBBB")),
        [Phase.Confused] = ("C", "C: confused", Color.FromHex("#EEEEEE")),
        [Phase.Diverged] = ("D", "D: diverged", Color.FromHex("#666666")),
    };

    /// <summary>What the legend says for the phases that a picture shows.</summary>
    public IEnumerable<Look> Legend(IReadOnlyCollection<Phase> phases)
    {
        if (phases.Contains(Phase.Grokked))
        {
            yield return Look.Area(FormattableString.Invariant($"Grokked at epoch {first}"), GrokkedColor(first));
            if (last > first)
            {
                yield return Look.Area(FormattableString.Invariant($"… at epoch {last}"), GrokkedColor(last));
            }
        }

        foreach ((Phase phase, (_, string label, Color color)) in Others.Where(each => phases.Contains(each.Key)))
        {
            yield return Look.Area(label, color);
        }
    }

    /// <summary>Paints the cell around a whole-numbered position.</summary>
    /// <param name="plot">The panel.</param>
    /// <param name="column">Its column.</param>
    /// <param name="row">Its row, from below.</param>
    /// <param name="columns">Columns of the panel.</param>
    /// <param name="cell">What to paint.</param>
    public void Paint(Plot plot, int column, int row, int columns, PhaseCell cell)
    {
        Color color = cell.GrokkingEpoch is { } epoch ? GrokkedColor(epoch) : Others[cell.Phase].Color;
        Rectangle area = plot.Add.Rectangle(column - 0.5, column + 0.5, row - 0.5, row + 0.5);
        (area.FillColor, area.LineColor, area.LineWidth) = (color, Colors.White, 2);
        string text = cell.GrokkingEpoch is not { } at ? Others[cell.Phase].Letter : columns <= MostNumbers ? FormattableString.Invariant($"{at}") : "";
        Text note = plot.Add.Text(text, column, row);
        Style.SetText(note.LabelStyle, Style.NoteSize);
        (note.LabelAlignment, note.LabelFontColor) = (Alignment.MiddleCenter, Brightness(color) < EquallyLegible ? Colors.White : Style.Ink);
    }

    /// <summary>Relative luminance as WCAG 2 defines it: what contrast is a ratio of.</summary>
    private static double Brightness(Color color) => (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));

    private static double Linear(byte channel) => channel <= 10 ? channel / 255.0 / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);

    private Color GrokkedColor(int epoch)
    {
        double late = last > first ? Math.Log((double)epoch / first) / Math.Log((double)last / first) : 0;
        return Colours.GetColor(0.95 - (0.7 * late));
    }
}
