using GrokCluster.Client.Rendering;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Figures;

/// <summary>Lines of text inside a panel.</summary>
public static class PanelNotes
{
    private const float LineHeight = 22, Room = 8;

    /// <summary>Adds lines from the upper right corner down, each in the colour of the curve that it is about. Axes are set before.</summary>
    public static void TopRight(Plot plot, IReadOnlyList<(string Text, Color Color)> lines)
    {
        AxisLimits limits = plot.Axes.GetLimits();
        for (int i = 0; i < lines.Count; i++)
        {
            Text text = plot.Add.Text(lines[i].Text, limits.Right, limits.Top);
            Style.SetText(text.LabelStyle, Style.NoteSize);
            (text.LabelFontColor, text.LabelAlignment, text.LabelBackgroundColor) = (lines[i].Color, Alignment.UpperRight, Colors.White.WithAlpha(0.8));
            (text.OffsetX, text.OffsetY) = (-Room, Room + (i * LineHeight));
        }
    }
}
